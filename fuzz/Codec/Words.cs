using System.Buffers.Binary;
using Holdfast.Codec.Schemas;

namespace Holdfast.Fuzz.Codec;

/// <summary>
/// The dictionary of a family: values that its schemas name, allow or look for, and what speakers
/// in captures say.
/// </summary>
internal static class Words
{
    /// <summary>Each once, as wide as its field.</summary>
    public static IReadOnlyList<byte[]> Of(string name, WireFamily family)
    {
        var words = new SortedSet<(int Octets, ulong Value)>();
        foreach (var field in family.Types.SelectMany(type => type.Entry.Schema.Fields))
        {
            var octets = (field.Bits + 7) / 8;
            if (octets is < 1 or > 8 || field.Kind != FieldKind.Number)
            {
                continue;
            }

            words.UnionWith(ValuesOf(field).Select(value => (octets, value)));
        }

        return
        [
            .. words.Select(word => Octets(word.Octets, word.Value)), .. WordFile.Of(name),
        ];
    }

    private static IEnumerable<ulong> ValuesOf(FieldSchema field) =>
    [
        .. field.Names is { } names ? names().Select(name => name.Value) : [],
        .. field.Cases.Select(one => one.Tag),
        .. field.Const is { } only ? [only] : Array.Empty<ulong>(),
        .. field.Range is { } range ? [range.Min, range.Max] : Array.Empty<ulong>(),
        .. field.Limits.SelectMany(limit => new[] { limit.Min, limit.Max, limit.Is }),
    ];

    private static byte[] Octets(int count, ulong value)
    {
        var octets = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        return octets[(8 - count)..];
    }
}
