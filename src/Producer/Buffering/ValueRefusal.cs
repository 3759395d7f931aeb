using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Buffering;

/// <summary>Why a value is not collected, and what to do instead.</summary>
internal static class ValueRefusal
{
    public static (RefusalReason Reason, string Detail) Of(Type type, DataShape shape) =>
        shape switch
        {
            DataShape.Bytes => (
                RefusalReason.Binary,
                $"bytes and streams ({type}) are not features: audio, images and video are not collected. Where each byte is a feature, pass them as int."
            ),
            DataShape.Pairs => (
                RefusalReason.Shape,
                $"a dictionary or JSON object ({type}) is no value, and a row only where its keys are texts: pass it alone, or its values in the order of the "
                    + "feature names."
            ),
            DataShape.Record or DataShape.Table => (
                RefusalReason.Shape,
                $"a {type} stands where one value is expected: pass it alone, or its values in the order of the feature names."
            ),
            DataShape.Tuple => (
                RefusalReason.Shape,
                $"a tuple ({type}) is a row only where the collector was given feature names, and alone: give it these, or pass its items as an array."
            ),
            DataShape.Memory => (
                RefusalReason.Shape,
                $"a {type} does not list its values here: pass it alone and with its type, as in Collect(memory), or its Span."
            ),
            DataShape.Set => (
                RefusalReason.Shape,
                $"values of a {type} have no order: pass them as an array, in the order of the feature names."
            ),
            DataShape.Text => (
                RefusalReason.Shape,
                $"a {type} is taken for a text, not for a row: pass it as a string, or its parts as an array."
            ),
            DataShape.Group => (RefusalReason.Shape, $"a {type} has a key beside its values: pass them as an array."),
            DataShape.Sequence => (
                RefusalReason.Shape,
                $"a {type} may be a row or something else: pass it as an array if it is one."
            ),
            DataShape.List or DataShape.Series or DataShape.Tensor => (
                RefusalReason.Shape,
                $"a {type} stands where one value is expected: spread its values into the row, as in [.. list, value], or collect rows of rows."
            ),
            _ => (
                RefusalReason.Type,
                $"values of type {type} are not collected: pass numbers, texts, booleans, times or GUIDs, in the order of the feature names; or mark the "
                    + "type [ModelDataRow], or pass the object to CollectObject."
            ),
        };
}
