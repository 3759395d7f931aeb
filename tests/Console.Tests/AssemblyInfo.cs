[assembly: AssemblyFixture(typeof(ModelData.Testing.AzuriteFixture))]
