using System.Globalization;
using System.Reflection;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Samples;

/// <summary>Makes contexts of any type, and tells their members by name.</summary>
internal static class Contexts
{
    private static readonly Dictionary<string, long> NoMembers = [];

    /// <summary>A context with small numbers of octets, and the same as numbers by name.</summary>
    public static (object? Boxed, IReadOnlyDictionary<string, long> Members) Choose(
        Choices choices, WireSchema schema, Type? type)
    {
        if (type is null)
        {
            return (null, schema.ContextMembers.Count == 0 ? NoMembers : ByName(choices, schema));
        }

        var boxed = Make(choices, type);
        var members = new Dictionary<string, long>();
        foreach (var property in type.GetProperties())
        {
            if (property.GetIndexParameters().Length == 0
                && AsNumber(property.GetValue(boxed)) is { } n)
            {
                members[property.Name] = n;
            }
        }

        return (boxed, members);
    }

    private static Dictionary<string, long> ByName(Choices choices, WireSchema schema) =>
        schema.ContextMembers.ToDictionary(
            m => m,
            m => m == schema.Order.Context ? choices.Below(2) : (long)choices.Of([8, 0, 4, 16, 1]));

    private static object Make(Choices choices, Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length)
            .FirstOrDefault(c => c.GetParameters().Length > 0);
        if (constructor is not null)
        {
            return constructor.Invoke(
                [.. constructor.GetParameters().Select(p => Value(choices, p.ParameterType))]);
        }

        var boxed = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(p => p.CanWrite))
        {
            property.SetValue(boxed, Value(choices, property.PropertyType));
        }

        return boxed;
    }

    private static object? Value(Choices choices, Type type)
    {
        if (type == typeof(ByteOrder))
        {
            return (ByteOrder)choices.Below(2);
        }

        if (type == typeof(bool))
        {
            return choices.Below(2) == 1;
        }

        return type.IsPrimitive
            ? Convert.ChangeType(
                choices.Of([8, 0, 4, 16, 12, 1]), type, CultureInfo.InvariantCulture)
            : type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    private static long? AsNumber(object? value) => value switch
    {
        ByteOrder order => (long)order,
        bool flag => flag ? 1 : 0,
        IConvertible number and not string => Convert.ToInt64(number, CultureInfo.InvariantCulture),
        _ => null,
    };
}
