using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace ModelData.Architecture;

/// <summary>What a packed portable symbol file says of sources.</summary>
internal sealed class PackedSymbols : IDisposable
{
    private static readonly Guid EmbeddedSource = new("0e8a571b-6926-466e-b4ad-8ab04611f5fe");
    private static readonly Guid SourceLinks = new("cc110556-a091-4d38-9fec-25ab9a351a6a");

    private readonly MetadataReaderProvider _provider;
    private readonly MetadataReader _reader;

    /// <param name="package">A symbol package.</param>
    /// <param name="id">Its id.</param>
    public PackedSymbols(ZipArchive package, string id)
    {
        MemoryStream file = new();
        using (Stream packed = package.GetEntry($"lib/net10.0/{id}.pdb")!.Open())
        {
            packed.CopyTo(file);
        }
        file.Position = 0;
        _provider = MetadataReaderProvider.FromPortablePdbStream(file);
        _reader = _provider.GetMetadataReader();
    }

    /// <summary>The paths of the sources that lie in it: those that no repository has, since a build makes them.</summary>
    public IEnumerable<string> Embedded =>
        _reader
            .Documents.Where(it => Of((EntityHandle)it).Any(one => _reader.GetGuid(one.Kind) == EmbeddedSource))
            .Select(it => _reader.GetString(_reader.GetDocument(it).Name));

    /// <summary>Where a debugger finds the others, as JSON; none where no host is known.</summary>
    public string? SourceLink =>
        Of(MetadataTokens.EntityHandle(TableIndex.Module, 1))
            .Where(it => _reader.GetGuid(it.Kind) == SourceLinks)
            .Select(it => Encoding.UTF8.GetString(_reader.GetBlobBytes(it.Value)))
            .SingleOrDefault();

    /// <summary>The paths of the sources.</summary>
    public IEnumerable<string> Documents =>
        _reader.Documents.Select(it => _reader.GetString(_reader.GetDocument(it).Name));

    public void Dispose() => _provider.Dispose();

    private IEnumerable<CustomDebugInformation> Of(EntityHandle subject) =>
        _reader.GetCustomDebugInformation(subject).Select(_reader.GetCustomDebugInformation);
}
