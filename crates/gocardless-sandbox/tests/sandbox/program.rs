//! The program: one line when it is ready, one line when it cannot start, an end when it is asked to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_gocardless-sandbox"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn it_says_when_it_is_ready_and_stops_when_it_is_asked_to() {
    for signal in ["-INT", "-TERM"] {
        let mut program = start(&["--listen", "127.0.0.1:0", "--clock", "2026-03-02T09:00:00Z"]);
        let mut output = BufReader::new(program.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("gocardless-sandbox ready on http://").unwrap();

        let mut connection = TcpStream::connect(address).unwrap();
        connection.write_all(b"GET /_sandbox/clock HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert!(answer.ends_with("{\"now\":\"2026-03-02T09:00:00.000Z\"}"), "{answer}");

        let idle = TcpStream::connect(address).unwrap();
        Command::new("kill").args([signal, &program.id().to_string()]).status().unwrap();
        assert!(program.wait().unwrap().success(), "{signal}");
        drop(idle);
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}

#[test]
fn what_keeps_it_from_starting_is_told_in_one_line() {
    for (arguments, problem) in [
        (vec!["--listen", "127.0.0.1:0", "--pages", "/no/such/folder"], "there is no folder /no/such/folder"),
        (
            vec!["--listen", "127.0.0.1:0", "--public-url", "https://a.example/b"],
            "the public URL must be http or https",
        ),
        (vec!["--seed", "/no/such/file.json"], "cannot read /no/such/file.json: "),
    ] {
        let output = start(&arguments).wait_with_output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), told.lines().count()), (Some(1), 1), "{told}");
        assert!(told.starts_with(&format!("gocardless-sandbox: {problem}")), "{told}");
    }
}

#[test]
fn what_is_wrong_with_a_seed_is_told_in_one_line_with_its_place() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, r#"{"customers": [{"id": "CU123", "age": 7}]}"#).unwrap();
    let path = file.path().to_str().unwrap();
    let output = start(&["--listen", "127.0.0.1:0", "--seed", path]).wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(told, format!("gocardless-sandbox: {path}: customers[0].age: there is no such field\n"));
}

#[test]
fn a_taken_port_is_told_in_one_line() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let output = start(&["--listen", &address]).wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), told.lines().count()), (Some(1), 1), "{told}");
    assert!(told.starts_with(&format!("gocardless-sandbox: cannot listen on {address}: ")), "{told}");
    assert!(output.stdout.is_empty());
}
