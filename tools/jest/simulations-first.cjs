// Jest runs many spec files in one process, and each that loads our code leaves an AsyncLocalStorage behind. Node 20 visits all of
// them at every promise, so a simulation, which is hardly anything but promises, takes ten times as long after fifty other files.
// It comes first: a process that has run nothing yet takes it.
const { default: Sequencer } = require('@jest/test-sequencer');

const isSimulation = ({ path }) => path.endsWith('-simulation.spec.ts');

module.exports = class SimulationsFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(isSimulation), ...sorted.filter(test => !isSimulation(test))];
  }
};
