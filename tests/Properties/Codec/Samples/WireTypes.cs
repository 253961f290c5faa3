using System.Reflection;
using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>All wire types: those of the protocols, and the made-up ones of this suite.</summary>
internal static class WireTypes
{
    private static readonly Dictionary<string, WireEntry> Entries = Find();

    /// <summary>
    /// HOLDFAST_WIRE_TYPES names the types, with commas between, that laws are to hold of; none:
    /// all. Where a law speaks of none of them, it is asked of one.
    /// </summary>
    private static readonly string[] Only =
        Environment.GetEnvironmentVariable("HOLDFAST_WIRE_TYPES")?.Split(',') ?? [];

    public static TheoryData<Subject> Subjects => SubjectsWhere(_ => true);

    public static TheoryData<Subject> SubjectsWhere(Func<WireEntry, bool> wanted)
    {
        Subject[] all =
        [
            .. Entries.Where(e => wanted(e.Value)).OrderBy(e => e.Key, StringComparer.Ordinal)
                .Select(e => new Subject(e.Key, e.Value)),
        ];
        var some = all.Where(one => Only.Contains($"{one}")).ToArray();
        return [.. Only.Length == 0 ? all : some.Length == 0 ? all[..1] : some];
    }

    public static WireEntry Of(string name) => Entries[name];

    /// <summary>The view that goes by this name.</summary>
    public static Type TypeOf(string name) =>
        Assembly.Load("Holdfast.Protocol").GetType($"Holdfast.Protocol.{name}")
        ?? typeof(WireTypes).Assembly.GetType($"{typeof(WireTypes).Namespace}.{name}")
        ?? throw new ArgumentException($"no wire type {name}");

    private static Dictionary<string, WireEntry> Find() => new(
        WireFormats.Shipped.Concat(
            WireFormats.Of(typeof(WireTypes).Assembly, typeof(WireTypes).Namespace + ".")));
}

/// <summary>What the laws do with a wire type.</summary>
internal static class WireActs
{
    /// <summary>The value of octets that must be good.</summary>
    public static IWireValue MustRead(
        this WireEntry entry, ReadOnlySpan<byte> octets, in WireFacts facts, Fidelity fidelity)
    {
        Assert.True(
            entry.Read(octets, facts, fidelity, out var value, out var error),
            $"{error} in {Convert.ToHexStringLower(octets)}");
        return value!;
    }

    /// <summary>The octets of a value, written where the sample stood.</summary>
    public static byte[] MustWrite(this IWireValue value, Sample sample)
    {
        var octets = new byte[value.SizeOf()];
        Assert.True(
            value.TryWrite(octets, sample.Scope(), out var written, out var error), $"{error}");
        Assert.Equal(octets.Length, written);
        return octets;
    }

    /// <summary>What a place around the sample would say.</summary>
    public static WriteScope Scope(this Sample sample)
    {
        var node = sample.Tree;
        while (node.Chosen is { } chosen)
        {
            node = chosen;
        }

        var mark = node.Parts.FirstOrDefault(p => p.Field.More is not null);
        var more = mark is not null && mark.Number == mark.Field.More!.Value.More;
        return new WriteScope((uint)(node.Next?.Number ?? 0), more, node.Order);
    }
}
