//! `cargo xtask preview`: the page on this machine.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use crate::arguments::PreviewOptions;
use crate::failure::Failure;
use crate::node;
use crate::process;
use crate::project::Project;
use crate::server;

/// Builds the page and serves it until the user ends the program.
pub(crate) fn run(project: &Project, options: PreviewOptions) -> Result<(), Failure> {
    let PreviewOptions { open, port } = options;
    // First, because whoever waits for a build should not learn only then that the port is taken.
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| cannot_listen(port, &error))?;
    node::build_package(project)?;
    node::build_page(project)?;

    let port = listener.local_addr().map_err(|error| cannot_listen(port, &error))?.port();
    let address = format!("http://127.0.0.1:{port}/");
    println!("\nThe page is at {address} (Ctrl-C ends it)");
    if open {
        open_in_browser(&address);
    }
    server::serve(&listener, &project.path("www/dist"));
    Ok(())
}

fn cannot_listen(port: u16, error: &std::io::Error) -> Failure {
    if error.kind() == ErrorKind::AddrInUse {
        return Failure::usage(format!(
            "port {port} is taken by another program\n  \
             end that program, or choose another port: cargo xtask preview --port {}",
            if port == u16::MAX { 0 } else { port + 1 }
        ));
    }
    Failure::usage(format!("cannot listen on 127.0.0.1:{port}: {error}"))
}

fn open_in_browser(address: &str) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        Command::new(if cfg!(target_os = "macos") { "open" } else { "xdg-open" })
    };
    if !process::succeeds(command.arg(address)) {
        println!("No browser could be opened from here; open the address yourself.");
    }
}

#[cfg(test)]
mod tests {
    use super::cannot_listen;
    use std::net::{Ipv4Addr, TcpListener};
    use std::process::ExitCode;

    #[test]
    fn a_taken_port_is_named_with_the_way_out() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap_err();
        let failure = cannot_listen(port, &error);
        let first = failure.to_string().lines().next().map(String::from);
        assert_eq!(first, Some(format!("error: port {port} is taken by another program")));
        assert_eq!(failure.exit_code(), ExitCode::from(2));
    }
}
