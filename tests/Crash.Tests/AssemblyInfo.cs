// Each test has two cores for a broker, a blob emulator, a load and a worker.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
