using System.IO.Compression;
using System.Reflection.Metadata;
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

    /// <summary>Whether sources lie in it: those that no repository has, since they are generated.</summary>
    public bool HasEmbeddedSources => Find(EmbeddedSource).Any();

    /// <summary>Where a debugger finds the others, as JSON; none where no host is known.</summary>
    public string? SourceLink => Find(SourceLinks).Select(Encoding.UTF8.GetString).SingleOrDefault();

    /// <summary>The paths of the sources.</summary>
    public IEnumerable<string> Documents =>
        _reader.Documents.Select(it => _reader.GetString(_reader.GetDocument(it).Name));

    public void Dispose() => _provider.Dispose();

    private IEnumerable<byte[]> Find(Guid kind) =>
        _reader
            .CustomDebugInformation.Select(_reader.GetCustomDebugInformation)
            .Where(it => _reader.GetGuid(it.Kind) == kind)
            .Select(it => _reader.GetBlobBytes(it.Value));
}
