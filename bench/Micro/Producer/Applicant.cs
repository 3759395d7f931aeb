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
);
