namespace ModelData.Producer.Sending;

/// <summary>Why a connection cannot be made, for a person.</summary>
internal static class ConnectionProblem
{
    public static string Of(Exception exception)
    {
        // The client's messages name the part that is wrong, never its value; those of others are not trusted to.
        string detail = exception is FormatException or ArgumentException ? $" {exception.Message}" : "";
        return $"the connection cannot be made ({exception.GetType().Name}).{detail}";
    }
}
