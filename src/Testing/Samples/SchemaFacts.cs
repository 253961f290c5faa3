using Holdfast.Codec.Schemas;

namespace Holdfast.Testing.Samples;

/// <summary>What the laws must know of a schema, worked out from its words alone.</summary>
internal static class SchemaFacts
{
    public static bool IsFixed(FieldSchema field) => field.Bits > 0;

    /// <summary>Name of the case that octets peek as; null: too few octets, or none.</summary>
    public static string? Peeked(WireSchema sum, ReadOnlySpan<byte> octets)
    {
        var peek = sum.Peek!;
        if (octets.Length * 8 < peek.Offset + peek.Bits)
        {
            return peek.Short?.Invoke().Name;
        }

        ulong value = 0;
        for (var bit = peek.Offset; bit < peek.Offset + peek.Bits; bit++)
        {
            value = (value << 1) | (uint)((octets[bit / 8] >> (7 - (bit % 8))) & 1);
        }

        return sum.Cases.FirstOrDefault(c => c.Tag == value)?.Name ?? peek.Otherwise?.Invoke().Name;
    }

    /// <summary>The tags that a link type has a case for; null: it takes any.</summary>
    public static IReadOnlyList<ulong>? KnownTags(WireSchema link)
    {
        if (link.IsLinkSum)
        {
            return [.. link.Cases.Select(c => c.Tag)];
        }

        var tag = link.Fields.FirstOrDefault(f => f.Kind == FieldKind.Tag)?.Name;
        var body = link.Fields.FirstOrDefault(f => f.Kind == FieldKind.OneOf && f.Tag == tag);
        return body is null ? null : [.. body.Cases.Select(c => c.Tag)];
    }

    /// <summary>The field that fixes the end of the type; null: none.</summary>
    public static FieldSchema? EndField(WireSchema schema) => schema.Fields.FirstOrDefault(f =>
        f.Measures is { } m && (m.From == "" || (m.Absent < 0
            && m.To == schema.Fields[^1].Name && schema.Fields[^1].ExtentBy != f.Name)));

    /// <summary>
    /// Whether octets behind an element never belong to it: its own fields say where it ends.
    /// </summary>
    public static bool Delimits(WireSchema schema) => Delimits(schema, []);

    /// <summary>All types that an element may contain, itself first.</summary>
    public static IReadOnlyList<WireSchema> Reachable(WireSchema schema)
    {
        var found = new Dictionary<string, WireSchema>();
        var open = new Queue<WireSchema>([schema]);
        while (open.TryDequeue(out var next))
        {
            if (found.TryAdd($"{next.Namespace}.{next.Name}", next))
            {
                foreach (var inner in Inner(next))
                {
                    open.Enqueue(inner);
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>The least number of octets of an element.</summary>
    public static int Least(WireSchema schema) => Least(schema, []);

    private static IEnumerable<WireSchema> Inner(WireSchema schema)
    {
        foreach (var sum in Choices(schema))
        {
            yield return sum;
        }

        foreach (var field in schema.Fields)
        {
            if (field.Element is { } element)
            {
                yield return element();
            }

            foreach (var chosen in field.Cases.Where(c => !c.Opaque))
            {
                yield return chosen.Type();
            }
        }
    }

    private static IEnumerable<WireSchema> Choices(WireSchema sum)
    {
        foreach (var chosen in sum.Cases)
        {
            yield return chosen.Type();
        }

        if (sum.Peek?.Otherwise is { } otherwise)
        {
            yield return otherwise();
        }

        if (sum.Peek?.Short is { } shorter)
        {
            yield return shorter();
        }
    }

    private static bool Delimits(WireSchema schema, HashSet<string> seen)
    {
        if (!seen.Add($"{schema.Namespace}.{schema.Name}"))
        {
            return true;
        }

        if (schema.Peek is not null || schema.IsLinkSum)
        {
            return schema.Peek?.Short is null && Choices(schema).All(c => Delimits(c, seen));
        }

        return EndField(schema) is not null
            || schema.Fields.All(f => FieldDelimits(schema, f, seen));
    }

    private static bool FieldDelimits(WireSchema schema, FieldSchema field, HashSet<string> seen)
    {
        if (field.When is { Field: "" })
        {
            return false;
        }

        return field.Extent switch
        {
            ExtentRule.Rest => false,
            ExtentRule.Measured => schema[field.ExtentBy].Measures!.Absent < 0,
            ExtentRule.Own => (field.Kind != FieldKind.Many || field.CountedBy != "")
                && Delimits(field.Element!(), seen),
            ExtentRule.Fixed or ExtentRule.Context or ExtentRule.Aligned or ExtentRule.Sized =>
                true,
        };
    }

    private static int Least(WireSchema schema, HashSet<string> seen)
    {
        if (!seen.Add($"{schema.Namespace}.{schema.Name}"))
        {
            return 0;
        }

        var choices = Choices(schema).ToList();
        var least = choices.Count > 0
            ? choices.Min(c => Least(c, seen))
            : (schema.Fields.Where(f => f.When is null).Sum(f => f.Bits) / 8)
                + schema.Fields.Where(f => f.When is null && f.Kind == FieldKind.Struct
                    && f.Extent == ExtentRule.Own).Sum(f => Least(f.Element!(), seen));
        seen.Remove($"{schema.Namespace}.{schema.Name}");
        return least;
    }
}
