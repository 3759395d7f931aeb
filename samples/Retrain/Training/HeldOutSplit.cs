using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ScoringService.Model;

namespace Retrain.Training;

/// <summary>
/// Parts rows into those to train on and those to judge by, three of ten. What was measured decides, not chance: an animal that was scored
/// twice is on one side only, or the new model would be asked what it has learnt by heart; and a second run parts them the same way.
/// </summary>
internal static class HeldOutSplit
{
    public static (IReadOnlyList<LabelledRow> Training, IReadOnlyList<LabelledRow> HeldOut) Of(
        IReadOnlyList<LabelledRow> rows
    )
    {
        var parts = rows.ToLookup(it => IsHeldOut(it.Features));
        return ([.. parts[false]], [.. parts[true]]);
    }

    private static bool IsHeldOut(PenguinFeatures it)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{it.Island}|{it.Sex}|{it.BeakLengthMm}|{it.BeakDepthMm}|{it.FlipperLengthMm}|{it.BodyMassG}"
        );
        return SHA256.HashData(Encoding.UTF8.GetBytes(text))[0] % 10 < 3;
    }
}
