using System.Text.Json.Serialization;

namespace ModelData;

/// <summary><see cref="FolderSchemas"/> as JSON has it: everything may be missing.</summary>
internal sealed class SchemasDocument
{
    public int? Version { get; init; }
    public List<Entry?>? Schemas { get; init; }

    /// <summary>Those with redacted columns: apart, since whoever does not know redaction takes another hash for theirs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<Entry?>? RedactedSchemas { get; init; }

    public sealed class Entry
    {
        public string? Hash { get; init; }
        public DateTime? FirstSeen { get; init; }
        public DateTime? LastSeen { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? RedactionKey { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public List<string?>? Files { get; init; }
        public List<Column?>? Columns { get; init; }

        public static Entry From(FolderSchema known) =>
            new()
            {
                Hash = known.Schema.Hash,
                FirstSeen = known.FirstSeen.UtcDateTime,
                LastSeen = known.LastSeen.UtcDateTime,
                RedactionKey = known.Schema.RedactionKeyId,
                Files = known.Files.Count == 0 ? null : [.. known.Files.Select(file => file.ToString())],
                Columns =
                [
                    .. known.Schema.Columns.Select(column => new Column
                    {
                        Name = column.Name,
                        Type = FeatureTypeCodes.Word(column.Type),
                        ExactType = column.Exact?.ToString(),
                        Untyped = column.IsUntyped ? true : null,
                        Redaction = column.Redaction is { } method ? RedactionMarks.Word(method) : null,
                    }),
                ],
            };

        public FolderSchema? ToSchema()
        {
            if (
                this
                is not {
                    FirstSeen: { Kind: not DateTimeKind.Unspecified } first,
                    LastSeen: { Kind: not DateTimeKind.Unspecified } last,
                    Columns: { } columns
                }
            )
            {
                return null;
            }
            List<DataFileName> files = [];
            foreach (string? text in Files ?? [])
            {
                if (!DataFileName.TryParse(text, out DataFileName file))
                {
                    return null;
                }
                files.Add(file);
            }
            List<FeatureColumn> known = new(columns.Count);
            foreach (Column? column in columns)
            {
                if (column?.Name is not { } name || !FeatureTypeCodes.TryParseWord(column.Type, out FeatureType type))
                {
                    return null;
                }
                // What a later version says beside the type is passed over.
                ExactType? exact =
                    ExactType.TryParse(column.ExactType, out ExactType said) && said.Type == type ? said : null;
                RedactionMethod? redaction = null;
                if (column.Redaction is { } word)
                {
                    // Not passed over: values would be taken for what they are not.
                    if (!RedactionMarks.TryParseWord(word, out RedactionMethod method))
                    {
                        return null;
                    }
                    redaction = method;
                }
                bool isUntyped = column.Untyped == true && type == FeatureType.Double && exact is null;
                known.Add(
                    new FeatureColumn(name, type)
                    {
                        Exact = exact,
                        IsUntyped = isUntyped,
                        Redaction = redaction,
                    }
                );
            }
            return FeatureSchema.TryCreate(known, RedactionKey, out FeatureSchema? schema, out _) && schema.Hash == Hash
                ? new FolderSchema(
                    schema,
                    new DateTimeOffset(first.ToUniversalTime()),
                    new DateTimeOffset(last.ToUniversalTime())
                )
                {
                    Files = files,
                }
                : null;
        }
    }

    public sealed class Column
    {
        public string? Name { get; init; }
        public string? Type { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? ExactType { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public bool? Untyped { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Redaction { get; init; }
    }

    public static SchemasDocument From(FolderSchemas schemas)
    {
        List<Entry?> redacted = [.. schemas.Schemas.Where(IsRedacted).Select(Entry.From)];
        return new()
        {
            Version = FolderSchemas.Version,
            Schemas = [.. schemas.Schemas.Where(known => !IsRedacted(known)).Select(Entry.From)],
            RedactedSchemas = redacted.Count == 0 ? null : redacted,
        };
    }

    private static bool IsRedacted(FolderSchema known) => known.Schema.Redacted is not null;

    /// <summary>What it says; null when it is not whole, of another version, or contradicts itself.</summary>
    public FolderSchemas? ToSchemas()
    {
        if (Version != FolderSchemas.Version || Schemas is null)
        {
            return null;
        }
        List<FolderSchema> known = new(Schemas.Count);
        foreach (Entry? entry in Schemas.Concat(RedactedSchemas ?? []))
        {
            if (entry?.ToSchema() is not { } schema)
            {
                return null;
            }
            known.Add(schema);
        }
        return FolderSchemas.Problem(known) is null ? new FolderSchemas(known) : null;
    }
}
