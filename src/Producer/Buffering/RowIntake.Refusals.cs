using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Buffering;

internal sealed partial class RowIntake
{
    public void Refuse(RefusalReason reason, int rows, string detail) => state.Refuse(reason, rows, detail);

    /// <summary>Refuses rows for a value that is not collected.</summary>
    public void RefuseValue(object value, int rows)
    {
        (RefusalReason reason, string detail) = ValueRefusal.Of(value.GetType(), TypeShape.Of(value));
        Refuse(reason, rows, detail);
    }

    /// <summary>Refuses a row that threw when its values were read.</summary>
    public void RefuseUnread(Exception exception) =>
        Refuse(
            RefusalReason.Error,
            1,
            $"a row could not be read ({exception.GetType().Name}): what holds its values must be whole and open until Collect returns."
        );

    /// <summary>Refuses what a copy of a builder holds whose row was collected.</summary>
    public void RefuseCopy() =>
        Refuse(RefusalReason.Copy, 1, "a copy of a row builder was collected already: pass builders on by ref.");

    /// <summary>Refuses a row that goes on behind the widest that is legal; how far is not looked at.</summary>
    public void RefuseLonger(int limit) =>
        Refuse(RefusalReason.Width, 1, $"a row has more than {limit} values, where {ExpectedWidth} are expected.");

    public void RefuseWidth(int width, int rows) =>
        Refuse(RefusalReason.Width, rows, $"a row has {width} values where {ExpectedWidth} are expected.");
}
