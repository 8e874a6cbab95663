//! `/scenario_simulators`: what makes things happen that take days at the banks.

mod run;

pub(crate) use self::run::run_scenario_simulator;

const NAME: &str = "scenario_simulators";
