using System.Buffers;
using System.Collections.Immutable;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Shapes;

/// <summary>Pictures, sound and video are not collected, whatever holds their bytes.</summary>
[Trait("Level", "Unit")]
public sealed class BytesTests
{
    private static readonly byte[] Picture = new byte[784];

    [Fact]
    public async Task Collect_Bytes_AreRefusedWhateverHoldsThem()
    {
        using IMemoryOwner<byte> rented = MemoryPool<byte>.Shared.Rent(784);
        object[] holders =
        [
            Picture,
            new byte?[784],
            new ArraySegment<byte>(Picture),
            new Memory<byte>(Picture),
            new ReadOnlyMemory<byte>(Picture),
            new ReadOnlySequence<byte>(Picture),
            rented,
            new List<byte>(Picture),
            new List<byte?>(784),
            new Queue<byte>(Picture),
            ImmutableArray.Create(Picture),
            Picture.Select(each => each),
            Picture.AsEnumerable().Skip(1),
            BinaryData.FromBytes(Picture),
            new MemoryStream(Picture),
        ];
        foreach (object holder in holders)
        {
            (await Taken.ByAsync(it => it.Collect(holder))).IsRefused(RefusalReason.Binary, "pass them as int");
            (await Taken.ByAsync(it => it.Collect([1, holder]))).IsRefused(RefusalReason.Binary, "images");
            (await Taken.ByAsync(it => it.Collect(new[] { holder, holder }))).IsRefused(
                RefusalReason.Binary,
                "images",
                2
            );
        }
    }

    [Fact]
    public async Task Collect_BytesByType_AreRefused()
    {
        (await Taken.ByAsync(it => it.Collect(Picture))).IsRefused(RefusalReason.Binary, "images");
        (await Taken.ByAsync(it => it.Collect(Picture.AsSpan()))).IsRefused(RefusalReason.Binary, "images");
        (await Taken.ByAsync(it => it.Collect(new ArraySegment<byte>(Picture)))).IsRefused(
            RefusalReason.Binary,
            "images"
        );
        (await Taken.ByAsync(it => it.Collect(new List<byte>(Picture)))).IsRefused(RefusalReason.Binary, "images");
        (await Taken.ByAsync(it => it.Collect(ImmutableArray.Create(Picture)))).IsRefused(
            RefusalReason.Binary,
            "images"
        );
        (await Taken.ByAsync(it => it.Collect(new byte?[2]))).IsRefused(RefusalReason.Binary, "images");
        (await Taken.ByAsync(it => it.Collect(new[] { Picture, Picture }))).IsRefused(
            RefusalReason.Binary,
            "images",
            2
        );
        (await Taken.ByAsync(it => it.Collect(new byte[28, 28]))).IsRefused(RefusalReason.Binary, "images", 28);
        (await Taken.ByAsync(it => it.CollectRows(Picture.AsSpan(), 28))).IsRefused(RefusalReason.Binary, "images", 28);
    }

    [Fact]
    public async Task Collect_SmallNumbers_AreNoBytes()
    {
        sbyte[] small = [1, -2];
        byte hour = 13;
        (await Taken.ByAsync(it => it.Collect(small))).IsRows("ii", "1,-2");
        (await Taken.ByAsync(it => it.Collect((object)small))).IsRows("ii", "1,-2");
        (
            await Taken.ByAsync(it =>
                it.Collect(
                    (object)
                        new sbyte[,]
                        {
                            { 1, -2 },
                        }
                )
            )
        ).IsRows("ii", "1,-2");
        (await Taken.ByAsync(it => it.Collect([hour, "x"]))).IsRows("is", "13,x");
    }
}
