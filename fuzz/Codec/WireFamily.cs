using System.Reflection;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Protocol.Ike;

namespace Holdfast.Fuzz.Codec;

/// <summary>The wire types of a namespace, each with contexts that it may be read in.</summary>
internal sealed class WireFamily
{
    private const string Root = "Holdfast.Protocol.";

    private readonly WireType[] _byNumber = new WireType[1 << 16];

    private WireFamily(IReadOnlyList<WireType> types)
    {
        Types = types;
        for (var number = 0; number < _byNumber.Length; number++)
        {
            _byNumber[number] = types[number % types.Count];
        }

        // Of two with one number the last by name keeps it; inputs of the corpus name it by that.
        var taken = new HashSet<ushort>();
        foreach (var type in types.Reverse())
        {
            while (!taken.Add(type.Number))
            {
                type.GiveWay();
            }

            _byNumber[type.Number] = type;
        }
    }

    /// <summary>The types, by name.</summary>
    public IReadOnlyList<WireType> Types { get; }

    /// <summary>Octets before what is parsed: two for the type, its tag, its context.</summary>
    public const int HeadLength = 4;

    /// <summary>The types of namespaces below Holdfast.Protocol, without some others.</summary>
    public static WireFamily Of(IReadOnlyList<string> spaces, params IReadOnlyList<string> without)
        => new([
            .. typeof(IkeHeader).Assembly.GetTypes()
                .Where(type => type.GetCustomAttribute<WireAttribute>() is not null
                    && spaces.Any(space => IsIn(type, space))
                    && !without.Any(space => IsIn(type, space)))
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
                .Select(WireType.Of),
        ]);

    /// <summary>Types that are made somewhere else.</summary>
    public static WireFamily Of(IReadOnlyList<WireEntry> entries) =>
        new([.. entries.Select(WireType.Of)]);

    /// <summary>The type that an input names; any number names one.</summary>
    public WireType this[ushort number] => _byNumber[number];

    /// <summary>An input of a type.</summary>
    public static byte[] Input(WireType type, ReadOnlySpan<byte> octets, byte tag = 0) =>
        [(byte)(type.Number >> 8), (byte)type.Number, tag, 0, .. octets];

    private static bool IsIn(Type type, string space) =>
        type.Namespace == Root + space
        || type.Namespace!.StartsWith(Root + space + ".", StringComparison.Ordinal);
}
