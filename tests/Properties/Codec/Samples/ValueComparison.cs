using System.Collections;
using System.Globalization;
using System.Reflection;
using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>
/// Compares a verbatim value, property by property, with the reference reader's tree.
/// </summary>
internal static class ValueComparison
{
    public static void Same(WireNode node, object value, string path)
    {
        if (node.Chosen is { } chosen)
        {
            Assert.True(node.Case == value.GetType().Name, $"{path} is {value.GetType().Name}");
            Same(chosen, Property(value, "Value", path)!, $"{path}.{node.Case}");
            return;
        }

        foreach (var part in node.Parts.Where(p => p.Field.Kind != FieldKind.Tag))
        {
            var where = $"{path}.{part.Field.Name}";
            var found = Property(value, part.Field.Name, path);
            Assert.True(part.Present == (found is not null), $"{where} is there: {part.Present}");
            if (found is not null)
            {
                Same(part, found, where);
            }
        }
    }

    private static void Same(WirePart part, object value, string where)
    {
        switch (part.Field.Kind)
        {
            case FieldKind.Number:
                Assert.True(part.Number == Number(value), $"{where} is {value}, not {part.Number}");
                break;
            case FieldKind.Octets:
                Assert.True(part.Octets == (Octets)value, $"{where} is {value}, not {part.Octets}");
                break;
            case FieldKind.Blocks:
                var blocks = ((IEnumerable<Octets>)value).ToList();
                Assert.All(blocks, b => Assert.Equal(part.BlockSize, (ulong)b.Length));
                Assert.Equal(part.Octets, blocks.SelectMany(b => b).ToArray());
                break;
            case FieldKind.Struct:
                Same(part.Nodes[0], value, where);
                break;
            case FieldKind.OneOf:
                Body(part, value, where);
                break;
            default:
                var items = ((IEnumerable)value).Cast<object>().ToList();
                Assert.True(items.Count == part.Nodes.Count, $"{where} has {items.Count} elements");
                for (var i = 0; i < items.Count; i++)
                {
                    Same(part.Nodes[i], items[i], $"{where}[{i}]");
                }

                break;
        }
    }

    private static void Body(WirePart part, object value, string where)
    {
        var name = part.Case == "" ? "Unknown" : part.Case;
        Assert.True(name == value.GetType().Name, $"{where} is {value.GetType().Name}, not {name}");
        if (part.Nodes.Count == 1)
        {
            Same(part.Nodes[0], Property(value, "Value", where)!, $"{where}.{name}");
        }
        else
        {
            Assert.Equal(part.Octets, Property(value, "Octets", where));
        }
    }

    private static object? Property(object value, string name, string path)
    {
        var property = value.GetType().GetProperty(
            name, BindingFlags.Public | BindingFlags.Instance);
        Assert.True(property is not null, $"{path} has no property {name}");
        return property.GetValue(value);
    }

    private static ulong Number(object value) => value switch
    {
        bool flag => flag ? 1u : 0u,
        IConvertible number => Convert.ToUInt64(number, CultureInfo.InvariantCulture),
        _ => Number(Property(value, "Value", value.GetType().Name)!),
    };
}
