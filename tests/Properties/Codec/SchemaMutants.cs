using Holdfast.Codec;
using Holdfast.Codec.Schemas;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// A spec with one mistake: a rule left out, a bound or a width off by one. No reader of it may
/// agree with what the generator makes of the spec as it is.
/// </summary>
/// <param name="What">Which mistake, and where.</param>
/// <param name="Schema">The spec.</param>
internal sealed record SchemaMutant(string What, WireSchema Schema)
{
    /// <summary>Every one of a spec; those of its elements are theirs.</summary>
    public static IEnumerable<SchemaMutant> Of(WireSchema schema)
    {
        for (var at = 0; at < schema.Fields.Count; at++)
        {
            var field = schema.Fields[at];
            foreach (var (what, mutant) in Rules(field).Concat(Extents(field)))
            {
                var fields = schema.Fields.ToArray();
                fields[at] = mutant;
                yield return new($"{schema.Name}.{field.Name}: {what}", schema with
                {
                    Fields = [.. fields],
                });
            }
        }

        if (schema.Peek is { } peek)
        {
            yield return new($"{schema.Name}: peeks a bit later", schema with
            {
                Peek = peek with { Offset = peek.Offset + 1 },
            });
        }

        for (var at = 0; at < schema.Cases.Count; at++)
        {
            yield return new(
                $"{schema.Name}: no case {schema.Cases[at].Name}", schema with
                {
                    Cases = [.. Without(schema.Cases, at)],
                });
        }
    }

    private static IEnumerable<(string, FieldSchema)> Rules(FieldSchema field)
    {
        if (field.Const is { } only)
        {
            yield return ("no constant", field with { Const = null });
            yield return ("another constant", field with { Const = only ^ 1 });
        }

        if (field.Range is var (min, max))
        {
            yield return ("no range", field with { Range = null });
            yield return ("a lower bound", field with { Range = (min + 1, max) });
            yield return ("an upper bound", field with { Range = (min, max - 1) });
            yield return ("a wider range", field with { Range = (min, max + 1) });
            if (min > 0)
            {
                yield return ("a range from before", field with { Range = (min - 1, max) });
            }
        }

        foreach (var (what, limits) in Bounds(field.Limits))
        {
            yield return ($"limit, {what}", field with { Limits = limits });
        }

        foreach (var (what, lengths) in Bounds(field.Lengths))
        {
            yield return ($"length, {what}", field with { Lengths = lengths });
        }

        if (field.NonZero)
        {
            yield return ("zero allowed", field with { NonZero = false });
        }

        if (field.Where is not null)
        {
            yield return ("any value", field with { Where = null });
        }

        if (field.SameAs.Length > 0)
        {
            yield return ("not the same", field with { SameAs = "" });
        }

        if (field.Reserved is { OnRead: OnRead.Refuse })
        {
            yield return ("reserved bits ignored", field with
            {
                Reserved = field.Reserved with { OnRead = OnRead.Ignore },
            });
        }

        if (field.Padding is { OnRead: OnRead.Refuse })
        {
            yield return ("padding ignored", field with
            {
                Padding = field.Padding with { OnRead = OnRead.Ignore },
            });
        }

        if (field.Checksum is { OnRead: OnRead.Refuse })
        {
            yield return ("no checksum", field with { Checksum = null });
        }

        if (field.Critical.Length > 0)
        {
            yield return ("nothing critical", field with { Critical = "" });
        }
    }

    private static IEnumerable<(string, FieldSchema)> Extents(FieldSchema field)
    {
        if (field.Bits > 0)
        {
            yield return ("an octet more", field with { Bits = field.Bits + 8 });
        }

        if (field.Measures is { } measures)
        {
            yield return ("a larger unit", field with
            {
                Measures = measures with { Unit = measures.Unit + 1 },
            });
            foreach (var by in (int[])[-1, 1])
            {
                yield return ($"{by} unit", field with
                {
                    Measures = measures with { Bias = measures.Bias + by },
                });
            }

            if (measures.Absent >= 0)
            {
                yield return ("never absent", field with
                {
                    Measures = measures with { Absent = -1 },
                });
            }
        }

        if (field.BlockSize > 0)
        {
            yield return ("larger blocks", field with { BlockSize = field.BlockSize + 1 });
        }

        if (field.ExtentOctets > 0)
        {
            yield return ("another alignment", field with
            {
                ExtentOctets = field.ExtentOctets * 2,
            });
        }

        if (field.When is { } when)
        {
            yield return ("always there", field with { When = null });
            yield return (when.Field.Length > 0 ? "there at another value" : "there earlier",
                field with
                {
                    When = when.Field.Length > 0
                        ? when with { Value = when.Value ^ 1 }
                        : when with { Remaining = when.Remaining + 1 },
                });
        }

        if (field.Chain is { } chain)
        {
            yield return ("another end", field with
            {
                Chain = chain with { End = chain.End + 1 },
            });
        }

        for (var at = 0; at < field.Cases.Count; at++)
        {
            yield return ($"no case {field.Cases[at].Name}", field with
            {
                Cases = [.. Without(field.Cases, at)],
            });
        }
    }

    private static IEnumerable<(string, Items<LimitSchema>)> Bounds(Items<LimitSchema> limits)
    {
        for (var at = 0; at < limits.Count; at++)
        {
            var limit = limits[at];
            yield return ($"{at} left out", [.. Without(limits, at)]);
            yield return ($"{at} from later", With(limits, at, limit with { Min = limit.Min + 1 }));
            if (limit.Min > 0)
            {
                yield return (
                    $"{at} from before", With(limits, at, limit with { Min = limit.Min - 1 }));
            }

            if (limit.Max < ulong.MaxValue)
            {
                yield return (
                    $"{at} to later", With(limits, at, limit with { Max = limit.Max + 1 }));
            }

            if (limit.Max > limit.Min)
            {
                yield return (
                    $"{at} to before", With(limits, at, limit with { Max = limit.Max - 1 }));
            }
        }
    }

    private static Items<LimitSchema> With(Items<LimitSchema> limits, int at, LimitSchema limit)
    {
        var all = limits.ToArray();
        all[at] = limit;
        return [.. all];
    }

    private static IEnumerable<T> Without<T>(Items<T> all, int at) =>
        all.Where((_, index) => index != at);
}
