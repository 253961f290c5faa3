using System.Reflection;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Samples;

/// <summary>The wire types of assemblies, by name, and how cases of them are drawn.</summary>
public static class WireFormats
{
    /// <summary>All wire types of Holdfast, by name without "Holdfast.Protocol.".</summary>
    public static IReadOnlyDictionary<string, WireEntry> Shipped { get; } =
        Of(Assembly.Load("Holdfast.Protocol"));

    /// <summary>The wire types that an assembly declares, by full name without a prefix.</summary>
    /// <param name="assembly">Holdfast's, or one with headers of your own.</param>
    /// <param name="prefix">What their names begin with; "Holdfast.Protocol." is always left out.
    /// </param>
    public static IReadOnlyDictionary<string, WireEntry> Of(Assembly assembly, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<WireAttribute>() is not null)
            .ToDictionary(type => Without(Without(type.FullName!, prefix), Protocols), Entry);
    }

    /// <summary>Draws valid samples of a wire type, one in four at the bounds of its fields.
    /// </summary>
    public static Func<Choices, Sample> Samples(WireEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new Sampler(entry.Schema, entry.Context).Choose;
    }

    /// <summary>The type of the values of a wire type; null: none is of that name.</summary>
    internal static WireEntry? OfValue(Type value) =>
        value.Assembly.GetType(WireNameOf(value)) is { } wire
        && wire.GetCustomAttribute<WireAttribute>() is not null
            ? Entry(wire)
            : null;

    private const string Protocols = "Holdfast.Protocol.";

    private static string WireNameOf(Type value) => value.FullName is { } name
        && name.EndsWith("Value", StringComparison.Ordinal)
            ? name[..^"Value".Length]
            : "";

    private static string Without(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;

    // Reflection invokes nothing on a ref struct, but makes delegates of its static members.
    private static WireEntry Entry(Type type) =>
        type.GetProperty("Entry", BindingFlags.Public | BindingFlags.Static)!
            .GetMethod!.CreateDelegate<Func<WireEntry>>()();
}
