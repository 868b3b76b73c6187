//! `$date`: Velocity Tools' `DateTool.java`. Nearly all that it gives depends on the moment, the zone and the language
//! of the platform, none of which is known here, so its methods are told and not guessed.

use super::Tool;
use crate::render::Fault;

pub(super) const TABLE: &[(&str, Tool)] = &[
    ("difference", |_, _| Err(unknown())),
    ("format", |_, _| Err(unknown())),
    ("get", |_, _| Err(unknown())),
    ("getCalendar", |_, _| Err(unknown())),
    ("getDate", |_, _| Err(unknown())),
    ("getDay", |_, _| Err(unknown())),
    ("getMonth", |_, _| Err(unknown())),
    ("getSystemDate", |_, _| Err(unknown())),
    ("getSystemTime", |_, _| Err(unknown())),
    ("getValue", |_, _| Err(unknown())),
    ("getYear", |_, _| Err(unknown())),
    ("toCalendar", |_, _| Err(unknown())),
    ("toDate", |_, _| Err(unknown())),
    ("toLocalDate", |_, _| Err(unknown())),
    ("whenIs", |_, _| Err(unknown())),
];

fn unknown() -> Fault {
    let help = "send the date as a parameter of the event instead";
    let message = "what '$date' gives depends on the moment and the zone in which the message is sent";
    Fault::new("now-needed", message).with_help(help)
}
