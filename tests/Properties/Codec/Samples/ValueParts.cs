using System.Collections;
using System.Globalization;
using System.Reflection;
using Holdfast.Codec;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>Values with one of their parts replaced.</summary>
internal static class ValueParts
{
    public static IWireValue With(this IWireValue value, string property, object? part)
    {
        var copy = value.GetType().GetMethod("<Clone>$")!.Invoke(value, null)!;
        value.GetType().GetProperty(property)!.SetValue(copy, part);
        return (IWireValue)copy;
    }

    /// <summary>A number as the type of a property says it; null: it has no such number.</summary>
    public static object? Number(Type type, ulong number)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool))
        {
            return number < 2 ? number == 1 : null;
        }

        if (type.IsPrimitive)
        {
            try
            {
                return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
            }
            catch (OverflowException)
            {
                return null;
            }
        }

        return Number(type.GetProperty("Value")!.PropertyType, number) is { } primitive
            ? Activator.CreateInstance(type, primitive)
            : null;
    }

    /// <summary>A list of the type of a property, of these elements.</summary>
    public static object List(Type property, IReadOnlyList<object> elements)
    {
        var type = Nullable.GetUnderlyingType(property) ?? property;
        var array = Array.CreateInstance(type.GenericTypeArguments[0], elements.Count);
        ((IList)elements.ToArray()).CopyTo(array, 0);
        return Activator.CreateInstance(
            type, BindingFlags.Instance | BindingFlags.NonPublic, null, [array], null)!;
    }

    /// <summary>The values that stand in a value, each with what puts another in its place.
    /// </summary>
    public static IEnumerable<(IWireValue Part, Func<IWireValue, IWireValue> Put)> Parts(
        this IWireValue value)
    {
        foreach (var property in value.GetType().GetProperties()
            .Where(one => one.SetMethod is not null))
        {
            var held = property.GetValue(value);
            if (held is IWireValue part)
            {
                yield return (part, other => value.With(property.Name, other));
            }
            else if (held is IEnumerable list and not Octets
                && list.Cast<object>().ToArray() is [IWireValue, ..] elements)
            {
                var last = elements.Length - 1;
                yield return ((IWireValue)elements[last], other => value.With(
                    property.Name, List(property.PropertyType, [.. elements[..last], other])));
            }
        }
    }
}
