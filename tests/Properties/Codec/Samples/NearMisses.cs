using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>
/// Octets beside the rules of a type: each number at and around each of its bounds, and each part
/// with as many octets as its lengths allow or one more or less, with the number by which a rule
/// holds as the rule wants it.
/// </summary>
internal static class NearMisses
{
    /// <summary>All of a valid sample.</summary>
    public static IEnumerable<Sample> Of(Sample sample)
    {
        var tree = sample.Tree.Chosen ?? sample.Tree;
        foreach (var part in tree.Parts.Where(part => part.Present))
        {
            if (part.Field.Kind == FieldKind.Number)
            {
                foreach (var value in Values(tree.Schema, part.Field))
                {
                    yield return sample with
                    {
                        Octets = With(tree, sample.Octets, part, value),
                    };
                }
            }

            foreach (var limit in part.Field.Limits)
            {
                foreach (var value in Around(limit))
                {
                    var governed = Governed(sample, tree, limit);
                    yield return governed with
                    {
                        Octets = With(tree, governed.Octets, part, value),
                    };
                }
            }

            foreach (var limit in part.Field.Lengths)
            {
                foreach (var length in Around(limit).Where(length => length < 1_024))
                {
                    var governed = Governed(sample, tree, limit);
                    yield return governed with
                    {
                        Octets = Resized(tree, governed.Octets, part, (int)length),
                    };
                }
            }
        }
    }

    /// <summary>What a number may be that decides something.</summary>
    private static IEnumerable<ulong> Values(WireSchema schema, FieldSchema field)
    {
        List<ulong> values = [0, 1];
        if (field.Const is { } only)
        {
            values.AddRange([only ^ 1, only]);
        }

        if (field.Range is var (min, max))
        {
            values.AddRange(Around(min, max));
        }

        if (field.Chain is { } chain)
        {
            values.AddRange(Around(chain.End, chain.End));
        }

        foreach (var other in schema.Fields)
        {
            values.AddRange(other.Limits.Concat(other.Lengths)
                .Where(limit => limit.Of == field.Name).SelectMany(Governing));
            if (other.When is { } when && when.Field == field.Name)
            {
                values.AddRange([when.Value, when.Value ^ 1]);
            }

            if (other.Tag == field.Name)
            {
                values.AddRange(other.Cases.Select(one => one.Tag));
            }

            if (other.FirstBy == field.Name && other.Chain is { } its)
            {
                values.AddRange(Around(its.End, its.End));
            }
        }

        return values.Distinct();
    }

    private static IEnumerable<ulong> Governing(LimitSchema limit) => [limit.Is, limit.Is ^ 1];

    private static IEnumerable<ulong> Around(LimitSchema limit) => Around(limit.Min, limit.Max);

    private static IEnumerable<ulong> Around(ulong min, ulong max) =>
    [
        .. min > 0 ? (ulong[])[min - 1] : [], min, max,
        .. max < ulong.MaxValue ? (ulong[])[max + 1] : [],
    ];

    /// <summary>With the number, or the tag from outside, by which a rule holds.</summary>
    private static Sample Governed(Sample sample, WireNode tree, LimitSchema limit) =>
        tree.Parts.FirstOrDefault(part => part.Field.Name == limit.Of) switch
        {
            { Present: true, Field.Kind: FieldKind.Number } by =>
                sample with { Octets = With(tree, sample.Octets, by, limit.Is) },
            { Field.Kind: FieldKind.Tag } =>
                sample with { Facts = sample.Facts with { Tag = limit.Is } },
            _ => sample,
        };

    private static byte[] With(WireNode tree, byte[] octets, WirePart part, ulong value)
    {
        byte[] changed = [.. octets];
        if (value <= Numbers.Max(part.Field))
        {
            Mutation.Put(changed, part, value, tree.Order);
        }

        return changed;
    }

    /// <summary>With another number of octets, which the length that measures them says as well.
    /// </summary>
    private static byte[] Resized(WireNode tree, byte[] octets, WirePart part, int length)
    {
        var by = tree.Parts.FirstOrDefault(one => one is { Present: true, Field.Measures: { } all }
            && (one.Field.Name == part.Field.ExtentBy
                || (part.Field.Extent == ExtentRule.Rest && all.From.Length == 0)));
        if (by is not null)
        {
            var units = (length - (part.End - part.Offset)) / by.Field.Measures!.Unit;
            octets = With(tree, octets, by, (ulong)Math.Max(0, (long)by.Number + units));
        }

        var kept = Math.Min(length, part.End - part.Offset);
        return
        [
            .. octets[..(part.Offset + kept)], .. new byte[length - kept], .. octets[part.End..],
        ];
    }
}
