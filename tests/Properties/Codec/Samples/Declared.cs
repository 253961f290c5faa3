using System.Reflection;
using System.Runtime.CompilerServices;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>A wire type as its attributes and its figure declare it, read by reflection.</summary>
internal sealed class Declared
{
    private readonly PropertyInfo[] _properties;
    private readonly WireAttribute _wire;

    public Declared(Type type)
    {
        Type = type;
        _wire = type.GetCustomAttribute<WireAttribute>()!;
        _properties = [.. type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(IsDeclared).OrderBy(one => one.MetadataToken)];
    }

    public Type Type { get; }

    public IEnumerable<DeclaredField> Fields
    {
        get
        {
            var cells = new Queue<(string Label, int Bits)>(DrawnCells.Of(_wire.Figure));
            foreach (var property in _properties)
            {
                var isTag = property.IsDefined(typeof(TagAttribute));
                (string Label, int Bits)? cell =
                    _wire.Figure == "" || isTag ? null : cells.Dequeue();
                yield return new(this, property, cell);
            }

            Assert.Empty(cells);
        }
    }

    public Type? Context => _wire.Context;

    /// <summary>All that is no function, and no field.</summary>
    public WireSchema Schema
    {
        get
        {
            var order = Type.GetCustomAttribute<ByteOrderAttribute>();
            var byContext = order is { Context: not "" } ? new[] { order.Context } : [];
            return new(Type.Name, default)
            {
                Namespace = Type.Namespace ?? "",
                Rfc = _wire.Rfc,
                Section = _wire.Section,
                Figure = _wire.Figure,
                Order = new(_wire.Order, order?.Field ?? "", order?.Context ?? "")
                {
                    Magic = [.. order?.Magic ?? []],
                },
                ContextMembers =
                [
                    .. _properties
                        .Select(one => one.GetCustomAttribute<ContextAttribute>()?.Member ?? "")
                        .Where(one => one != "").Concat(byContext).Distinct(),
                ],
                IsLinkSum = Type.IsDefined(typeof(LinkOfAttribute)),
                Until = [.. Type.GetCustomAttribute<UntilAttribute>()?.Tags ?? []],
            };
        }
    }

    public static WireSchema SchemaOf(Type type) =>
        type.GetProperty("Schema", BindingFlags.Public | BindingFlags.Static)!
            .GetMethod!.CreateDelegate<Func<WireSchema>>()();

    /// <summary>The only field of which this holds; null: none.</summary>
    public PropertyInfo? Where<T>(Func<T, bool> holds)
        where T : Attribute =>
        _properties.FirstOrDefault(one => one.GetCustomAttributes<T>().Any(holds));

    public bool IsLast(PropertyInfo property) => _properties[^1] == property;

    // What a user declared; the other properties of the type are the generator's own, or lists.
    private static bool IsDeclared(PropertyInfo property) => property.GetMethod!
        .MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveInlining)
        && !property.Name.Contains('.', StringComparison.Ordinal);
}
