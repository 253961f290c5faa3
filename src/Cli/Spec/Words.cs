using System.Globalization;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;

namespace Holdfast.Cli.Spec;

/// <summary>The words of a spec in a reader's language.</summary>
internal static class Words
{
    /// <summary>What a field holds: its width or where its octets come from.</summary>
    public static string Width(FieldSchema field) => field switch
    {
        { Kind: FieldKind.Tag } => "told from outside",
        { Bits: > 0 } when field.Bits % 8 == 0 && field.Kind != FieldKind.Number =>
            Invariant($"{field.Bits / 8} octets"),
        { Bits: 1 } => "1 bit",
        { Bits: > 0 } => Invariant($"{field.Bits} bits"),
        { Extent: ExtentRule.Measured } => $"as {field.ExtentBy} says",
        { Extent: ExtentRule.Rest } => "the rest",
        { Extent: ExtentRule.Context } => $"{field.ExtentBy} of the context",
        { Extent: ExtentRule.Aligned } => Invariant($"to a multiple of {field.ExtentOctets}"),
        { Extent: ExtentRule.Sized } => $"{field.CountedBy} × {BlockSize(field)}",
        _ => "its own end",
    };

    /// <summary>Presence.</summary>
    public static string When(WhenSchema when) => when.Field == ""
        ? Invariant($"{when.Remaining} octets left")
        : Invariant($"{when.Field} {(when.Not ? "≠" : "=")} {when.Value}");

    /// <summary>Everything that is said of a field beside its width.</summary>
    public static IEnumerable<string> Rules(FieldSchema field)
    {
        if (field.When is { } when)
        {
            yield return $"present when {When(when)}";
        }

        foreach (var rule in Lengths(field).Concat(Values(field)).Concat(Contents(field)))
        {
            yield return rule;
        }
    }

    private static IEnumerable<string> Lengths(FieldSchema field)
    {
        if (field.Measures is { } measures)
        {
            var what = measures switch
            {
                { From: "" } => "the whole type",
                _ when measures.From == measures.To => measures.To,
                _ => $"{measures.From} to {measures.To}",
            };
            var unit = measures.Unit == 1 ? "octets" : Invariant($"{measures.Unit}-octet units");
            var bias = measures.Bias == 0 ? "" : Invariant($", {measures.Bias:+0;-0}");
            yield return $"measures {what} in {unit}{bias}";
        }

        if (field.Counts != "")
        {
            yield return $"counts {field.Counts}";
        }

        if (field.First != "")
        {
            yield return $"type of the first of {field.First}";
        }

        if (field.Next)
        {
            yield return "type of the next link";
        }

        if (field.More is { } more)
        {
            yield return Invariant($"{more.Last} in the last element, {more.More} in others");
        }
    }

    private static string Limit(LimitSchema limit, string unit)
    {
        var range = limit.Min == limit.Max
            ? Invariant($"{limit.Min}")
            : Invariant($"{limit.Min} to {limit.Max}");
        var zero = limit.OrZero ? "0 or " : "";
        return limit.Of == ""
            ? $"{zero}{range}{unit}"
            : Invariant($"{zero}{range}{unit} where {limit.Of} is {limit.Is}");
    }

    private static IEnumerable<string> Values(FieldSchema field)
    {
        if (field.Const is { } constant)
        {
            yield return Invariant($"always {constant}");
        }

        if (field.Range is { } range)
        {
            yield return Invariant($"{range.Min} to {range.Max}");
        }

        foreach (var limit in field.Limits)
        {
            yield return Limit(limit, "");
        }

        foreach (var limit in field.Lengths)
        {
            yield return Limit(limit, " octets");
        }

        if (field.NonZero)
        {
            yield return "not zero";
        }

        if (field.SameAs != "")
        {
            yield return $"repeats {field.SameAs}";
        }

        if (field.Reserved is { } reserved)
        {
            var read = Read(reserved.OnRead);
            yield return Invariant($"reserved: {read}, written as {reserved.OnWrite}");
        }

        if (field.Checksum is { } checksum)
        {
            yield return $"Internet checksum: a wrong one is {Refusal(checksum.OnRead)}";
        }
    }

    private static IEnumerable<string> Contents(FieldSchema field)
    {
        if (field.Padding is { } padding)
        {
            var rule = padding.Rule switch
            {
                PaddingRule.Any => "any octets",
                PaddingRule.Zero => "zeros",
                PaddingRule.Counting => "1, 2, 3, …",
            };
            yield return $"padding: {rule}";
        }

        if (field.Element is { } element)
        {
            var name = element().Name;
            yield return field.Kind switch
            {
                FieldKind.Many => $"list of {name}",
                FieldKind.Chain => $"chain of {name}",
                _ => name,
            };
        }

        if (field.Cases.Count > 0)
        {
            var cases = field.Cases.Select(c => Invariant($"{c.Tag} {c.Type().Name}"));
            yield return $"by {field.Tag}: {string.Join(", ", cases)}, others kept";
        }

        if (field.Encrypted is { } plain)
        {
            yield return $"ciphertext of {plain().Name}";
        }
    }

    private static string BlockSize(FieldSchema field) => field.BlockSizeBy == ""
        ? Invariant($"{field.BlockSize} octets")
        : field.BlockSizeBy;

    private static string Read(OnRead onRead) => onRead switch
    {
        OnRead.Ignore => "ignored",
        OnRead.Refuse => "refused if set",
    };

    private static string Refusal(OnRead onRead) => onRead switch
    {
        OnRead.Ignore => "reported",
        OnRead.Refuse => "refused",
    };

    private static string Invariant(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
