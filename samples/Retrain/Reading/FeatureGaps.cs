namespace Retrain.Reading;

/// <summary>What a feature of the joined rows lacks.</summary>
/// <param name="Feature">The column.</param>
/// <param name="Nulls">Not measured.</param>
/// <param name="EmptyTexts">Sent, as an empty text: usually a caller's mistake.</param>
/// <param name="NotNumbers">Texts where a finite number was due; trained on as not measured.</param>
internal sealed record FeatureGaps(string Feature, long Nulls, long EmptyTexts, long NotNumbers);
