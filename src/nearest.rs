//! The known name that somebody probably meant.

/// The known name nearest to `name`: equal but for case, else within a third of its length in edits (Damerau and
/// Levenshtein, adjacent letters swapped count as one). Of equally near names the first is taken, so the order of
/// `known` decides.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let distance = strsim::osa_distance(&folded, &candidate.to_lowercase());
        let is_name = candidate != name && distance <= limit && distance < candidate.chars().count();
        if is_name && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_found() {
        let known = ["default", "upper", "postcode", "first_name", "d"];
        for (name, expected) in [
            ("defualt", Some("default")),
            ("UPPER", Some("upper")),
            ("post_code", Some("postcode")),
            ("firstname", Some("first_name")),
            ("x", None),
            ("address", None),
            ("upper", None),
        ] {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
    }
}
