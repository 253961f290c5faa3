using System.Collections;
using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 16: a value that no octets can say is refused for the field that cannot say it; a number too
/// wide, octets of another width, and whatever the reference writer refuses.
/// </summary>
public sealed class Law16WhatDoesNotFitIsRefused
{
    private const int Runs = 20;

    // More octets than this only lengths of 32 bits could say.
    private const int OctetsMax = 70_000;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_number_too_wide_for_its_field_is_refused_for_it(Subject type) =>
        ForAll.Cases(Runs, WireFormats.Samples(type.Entry), sample =>
        {
            foreach (var fidelity in Enum.GetValues<Fidelity>())
            {
                var value = type.Entry.MustRead(sample.Octets, sample.WireFacts, fidelity);
                foreach (var (broken, label) in TooWide(Plain(value), type.Entry.Schema))
                {
                    Refused(broken, sample, new(EncodeFault.DoesNotFit, label));
                }
            }
        });

    [Theory]
    [MemberData(nameof(Types))]
    public void Octets_of_another_width_are_refused_for_their_field(Subject type) =>
        ForAll.Cases(Runs, WireFormats.Samples(type.Entry), sample =>
        {
            var value = Plain(type.Entry.MustRead(
                sample.Octets, sample.WireFacts, Fidelity.Verbatim));
            foreach (var field in type.Entry.Schema.Fields.Where(
                one => one.Kind == FieldKind.Octets && one.Bits > 0))
            {
                foreach (var octets in new[] { (field.Bits / 8) - 1, (field.Bits / 8) + 1 })
                {
                    if (Get(value, field.Name) is not null)
                    {
                        Refused(
                            value.With(field.Name, new Octets(new byte[octets])), sample,
                            new(EncodeFault.WrongSize, field.Label));
                    }
                }
            }

            foreach (var field in type.Entry.Schema.Fields.Where(
                one => one.Kind == FieldKind.Blocks))
            {
                if (Get(value, field.Name) is IEnumerable blocks
                    && blocks.Cast<Octets>().ToArray() is [.., var last] all)
                {
                    object[] other =
                        [.. all[..^1].Cast<object>(), new Octets([.. last, 0])];
                    var property = value.GetType().GetProperty(field.Name)!.PropertyType;
                    Refused(
                        value.With(field.Name, ValueParts.List(property, other)), sample,
                        new(EncodeFault.WrongSize, field.Label));
                }
            }
        });

    /// <summary>Lengths and counts that a writer computes.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void What_grows_is_written_or_refused_as_the_reference_writer_does(Subject type) =>
        ForAll.Cases(Runs, WireFormats.Samples(type.Entry), sample =>
        {
            var tree = sample.Tree;
            if (tree.Chosen is not null)
            {
                return;
            }

            var value = type.Entry.MustRead(
                sample.Octets, sample.WireFacts, Fidelity.Canonical);
            foreach (var part in tree.Parts.Where(one => one.Present && Grows(one.Field)))
            {
                foreach (var (other, grown) in Grown(value, part))
                {
                    Same(value.With(part.Field.Name, other), tree.With(grown), sample);
                }
            }
        });

    /// <summary>An element that is refused is the whole's error.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void What_a_part_is_refused_for_the_whole_is(Subject type) =>
        ForAll.Cases(Runs, WireFormats.Samples(type.Entry), sample =>
        {
            var value = type.Entry.MustRead(
                sample.Octets, sample.WireFacts, Fidelity.Verbatim);
            foreach (var (part, put) in value.Parts())
            {
                foreach (var broken in Broken(part))
                {
                    Assert.False(broken.TryWrite(
                        new byte[OctetsMax], sample.Scope(), out _, out var error));
                    Refused(put(broken), sample, error);
                }
            }
        });

    // Of a sum the value of its case: the numbers are there.
    private static IWireValue Plain(IWireValue value) =>
        value.GetType().DeclaringType is not null && Get(value, "Value") is IWireValue inner
            ? Plain(inner)
            : value;

    private static object? Get(IWireValue value, string property) =>
        value.GetType().GetProperty(property)?.GetValue(value);

    private static IEnumerable<(IWireValue Value, string Label)> TooWide(
        IWireValue value, WireSchema schema)
    {
        foreach (var field in schema.Fields.Where(
            one => one is { Kind: FieldKind.Number, Bits: < 64 }))
        {
            var type = value.GetType().GetProperty(field.Name)!.PropertyType;
            if (Get(value, field.Name) is not null
                && ValueParts.Number(type, 1UL << field.Bits) is { } number)
            {
                yield return (value.With(field.Name, number), field.Label);
            }
        }
    }

    // The value with whatever of it can be made too wide, or null, in all depths.
    private static IEnumerable<IWireValue> Broken(IWireValue value)
    {
        foreach (var property in value.GetType().GetProperties()
            .Where(one => one.SetMethod is not null && one.GetValue(value) is not null))
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if ((type.IsPrimitive || type.GetProperty("Value")?.PropertyType.IsPrimitive == true)
                && type.IsValueType
                && Largest(type) is { } most)
            {
                var wide = value.With(property.Name, most);
                if (!wide.TryWrite(new byte[OctetsMax], default, out _, out _))
                {
                    yield return wide;
                }
            }
        }

        foreach (var (part, put) in value.Parts())
        {
            foreach (var broken in Broken(part))
            {
                yield return put(broken);
            }
        }
    }

    private static object? Largest(Type type) =>
        new[] { ulong.MaxValue, uint.MaxValue, ushort.MaxValue, byte.MaxValue }
            .Select(one => ValueParts.Number(type, one)).FirstOrDefault(one => one is not null);

    private static bool Grows(FieldSchema field) => field.Padding is null && field.Bits == 0
        && field.Kind is FieldKind.Octets or FieldKind.Many or FieldKind.Blocks;

    private static IEnumerable<(object Value, WirePart Part)> Grown(IWireValue value, WirePart part)
    {
        var property = value.GetType().GetProperty(part.Field.Name)!.PropertyType;
        foreach (var more in new[] { 0, 1, 2, 3, 255, 256, 65_536 })
        {
            if (part.Field.Kind == FieldKind.Octets)
            {
                byte[] octets = [.. part.Octets, .. new byte[more]];
                yield return (new Octets(octets), part with { Octets = new(octets) });
            }
            else if (part.Nodes.Count > 0 && more * part.Nodes[0].Length < OctetsMax)
            {
                object[] all = [.. ((IEnumerable)Get(value, part.Field.Name)!).Cast<object>()];
                object[] longer = [.. Enumerable.Repeat(all[0], more), .. all];
                WireNode[] nodes = [.. Enumerable.Repeat(part.Nodes[0], more), .. part.Nodes];
                yield return (
                    ValueParts.List(property, longer), part with { Nodes = [.. nodes] });
            }
            else if (part.BlockSize > 0 && more * (int)part.BlockSize < OctetsMax)
            {
                object[] all = [.. ((IEnumerable)Get(value, part.Field.Name)!).Cast<object>()];
                var block = new byte[(int)part.BlockSize];
                object[] longer = [.. all, .. Enumerable.Repeat<object>(new Octets(block), more)];
                byte[] octets = [.. part.Octets, .. new byte[more * block.Length]];
                yield return (
                    ValueParts.List(property, longer), part with { Octets = new(octets) });
            }
        }
    }

    private static void Same(IWireValue value, WireNode tree, Sample sample)
    {
        var octets = new byte[value.SizeOf()];
        var good = value.TryWrite(octets, sample.Scope(), out var written, out var error);
        if (ReferenceWriter.TryWrite(tree, Malleable.Canonical, out var expected, out var problem))
        {
            Assert.True(good, $"{error}");
            Assert.Equal(Convert.ToHexStringLower(expected), Convert.ToHexStringLower(octets));
            return;
        }

        var field = tree.Schema.Fields.Single(
            one => problem.Split(' ', '.').Contains(one.Name)
                && (one.Measures is not null || one.Counts != ""));
        var fault = problem.Contains("multiple", StringComparison.Ordinal)
            ? EncodeFault.NotAMultiple
            : EncodeFault.DoesNotFit;
        Assert.Equal((false, 0, new(fault, field.Label)), (good, written, error));
    }

    private static void Refused(IWireValue value, Sample sample, EncodeError expected)
    {
        var good = value.TryWrite(
            new byte[OctetsMax], sample.Scope(), out var written, out var error);
        Assert.Equal((false, 0, expected), (good, written, error));
    }
}
