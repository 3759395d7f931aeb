#pragma warning disable SYSLIB5001 // Tensors were experimental in the version that the tests use.
using System.Collections;
using System.Numerics.Tensors;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Shapes;

/// <summary>Tensors are rows by their dimensions, not the list that they are as well.</summary>
[Trait("Level", "Unit")]
public sealed class TensorTests
{
    private static readonly float[] Six = [1, 2, 3, 4, 5, 6];

    [Fact]
    public async Task Collect_TwoDimensions_AreRows()
    {
        (await Taken.ByAsync(it => it.Collect(Tensor.Create(Six, [2, 3])))).IsRows("fff", "1,2,3", "4,5,6");
        (await Taken.ByAsync(it => it.Collect(Tensor.Create(Six, [1, 6])))).IsRows("ffffff", "1,2,3,4,5,6");
        (await Taken.ByAsync(it => it.Collect(new DenseTensor(Six, 2, 3)))).IsRows("fff", "1,2,3", "4,5,6");
        (
            await Taken.ByAsync(it =>
                it.Collect(
                    (object)
                        new float[,]
                        {
                            { 1, 2 },
                            { 3, 4 },
                        }
                )
            )
        ).IsRows("ff", "1,2", "3,4");
    }

    [Fact]
    public async Task Collect_OneDimension_IsOneRow()
    {
        (await Taken.ByAsync(it => it.Collect(Tensor.Create(Six, [6])))).IsRows("ffffff", "1,2,3,4,5,6");
        (await Taken.ByAsync(it => it.Collect(new[] { Tensor.Create(Six, [6]) }))).IsRows("ffffff", "1,2,3,4,5,6");
    }

    [Fact]
    public async Task Collect_MoreDimensions_AreRefused()
    {
        (await Taken.ByAsync(it => it.Collect(Tensor.Create(Six, [1, 2, 3])))).IsRefused(
            RefusalReason.Dimensions,
            "3 dimensions"
        );
        (await Taken.ByAsync(it => it.Collect(new DenseTensor(Six, 1, 2, 3)))).IsRefused(
            RefusalReason.Dimensions,
            "CollectRows"
        );
        (await Taken.ByAsync(it => it.Collect(new[] { Tensor.Create(Six, [2, 3]) }))).IsRefused(
            RefusalReason.Dimensions,
            "3 dimensions"
        );
        (await Taken.ByAsync(it => it.Collect([1, Tensor.Create(Six, [6])]))).IsRefused(
            RefusalReason.Shape,
            "one value is expected"
        );
    }

    [Fact]
    public async Task Collect_TensorStoredByColumns_IsRefused() =>
        (await Taken.ByAsync(it => it.Collect(new DenseTensor(Six, 2, 3) { IsReversedStride = true }))).IsRefused(
            RefusalReason.Dimensions,
            "CollectRows"
        );

    [Fact]
    public async Task Collect_TensorOfTheWrongWidth_IsRefusedRowByRow() =>
        (await Taken.ByAsync(it => it.Collect(Tensor.Create(Six, [3, 2])), ["a", "b", "c"])).IsRefused(
            RefusalReason.Width,
            "2 values where 3",
            3
        );

    [Fact]
    public async Task Collect_TensorOfBytes_IsRefusedAsBytes() =>
        (await Taken.ByAsync(it => it.Collect(Tensor.Create(new byte[6], [2, 3])))).IsRefused(
            RefusalReason.Binary,
            "images"
        );

    /// <summary>As the ONNX runtime has them.</summary>
    private sealed class DenseTensor(float[] values, params int[] dimensions) : IReadOnlyList<float>
    {
        public int Rank => dimensions.Length;

        public ReadOnlySpan<int> Dimensions => dimensions;

        public bool IsReversedStride { get; init; }

        public int Count => values.Length;

        public float this[int index] => values[index];

        public IEnumerator<float> GetEnumerator() => values.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
