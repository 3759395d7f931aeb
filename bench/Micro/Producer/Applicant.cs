using ModelData.Producer;

namespace ModelData.Bench.Micro.Producer;

/// <summary>Ten features of usual types.</summary>
[ModelDataRow]
internal sealed partial record Applicant(
    double Age,
    double? Income,
    int Children,
    long Account,
    bool IsEmployed,
    float Score,
    DayOfWeek Day,
    string City,
    double Debt,
    int? Years
)
{
    public static Applicant Example { get; } = new(41.5, null, 2, 7, true, 0.5f, DayOfWeek.Friday, "Bergen", 1200.5, 3);
}
