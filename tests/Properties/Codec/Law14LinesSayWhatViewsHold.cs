using System.Globalization;
using System.Reflection;
using System.Text;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 14: the line of a view is its name, and of each field that is there and has a meaning its
/// name and what the reference reader sees in it, in the order of the wire.
/// </summary>
public sealed class Law14LinesSayWhatViewsHold
{
    private const int Runs = 40;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_line_names_every_field_and_what_stands_in_it(Subject type)
    {
        var (entry, view) = (type.Entry, WireTypes.TypeOf($"{type}"));
        var format = ViewCalls.Format(view);
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            Assert.True(ReferenceReader.TryParse(
                entry.Schema, sample.Octets, sample.Facts, out var reading));
            Assert.Equal(
                Line(reading.Node!, view, sample.Octets),
                format(sample.Octets, sample.Context, sample.Facts.Tag));
        });
    }

    private static string Line(WireNode node, Type view, byte[] source)
    {
        if (node.Chosen is not null)
        {
            var octets = source.AsSpan(node.Offset, Math.Min(node.Length, 32));
            return $"{node.Schema.Name} {node.Case} {Convert.ToHexStringLower(octets)}";
        }

        var line = new StringBuilder(view.Name);
        foreach (var part in node.Parts.Where(
            p => p.Present && p.Field.Reserved is null && p.Field.Padding is null))
        {
            var property = view.GetProperty(part.Field.Name, BindingFlags.Public
                | BindingFlags.NonPublic | BindingFlags.Instance)!.PropertyType;
            line.Append(CultureInfo.InvariantCulture, $" {part.Field.Name}=");
            line.Append(Said(part, property, source));
        }

        return line.ToString();
    }

    private static string Said(WirePart part, Type property, byte[] source) =>
        part.Field.Kind switch
        {
            FieldKind.Number or FieldKind.Tag => Convert.ToString(
                ValueParts.Number(property, part.Number), CultureInfo.InvariantCulture)!,
            FieldKind.Octets or FieldKind.OneOf => part.Octets.Length > 32
                ? $"{Convert.ToHexStringLower(part.Octets.Span[..32])}…({part.Octets.Length})"
                : Convert.ToHexStringLower(part.Octets.Span),
            FieldKind.Many or FieldKind.Chain => $"[{part.Nodes.Count}]",
            FieldKind.Blocks => part.BlockSize == 0
                ? "[0]"
                : $"[{(ulong)part.Octets.Length / part.BlockSize}]",
            FieldKind.Struct => $"{{{Line(part.Nodes[0], property, source)}}}",
        };
}
