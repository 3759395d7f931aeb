using ModelData.Containers.Pipeline;

// Each test has a pipeline of six containers: one after the other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(ContainerImages))]
