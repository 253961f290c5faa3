using System.Globalization;
using System.Reflection;
using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;

namespace Holdfast.Fuzz.Codec;

/// <summary>A wire type, as an input names it.</summary>
internal sealed class WireType
{
    private static readonly long[] Lengths = [8, 0, 4, 16, 12, 1];

    private readonly (object? Boxed, Dictionary<string, long> Members)[] _contexts;

    private WireType(WireEntry entry)
    {
        Entry = entry;
        Number = NumberOf(entry.Schema.Name);
        _contexts = [.. Enumerable.Range(0, entry.Context is null ? 1 : 8).Select(Context)];
        StepsPerOctet = Reachable(entry.Schema).Sum(schema => (3 * schema.Fields.Count) + 3);
        StandsAlone = !entry.Schema.IsLinkSum
            && entry.Schema.Fields.All(field => !field.Next && field.More is null);
    }

    /// <summary>Its functions.</summary>
    public WireEntry Entry { get; }

    /// <summary>
    /// The number that stands for it: no other type moves it, unless one has the same.
    /// </summary>
    public ushort Number { get; private set; }

    /// <summary>Steps of the reference reader in an octet, at most.</summary>
    public int StepsPerOctet { get; }

    /// <summary>Whether it needs no place in a chain or a list to be written.</summary>
    public bool StandsAlone { get; }

    /// <summary>Takes the next number: another type has this one.</summary>
    public void GiveWay() => Number++;

    /// <summary>The type of that name in code.</summary>
    public static WireType Of(Type type) =>
        Of(type.GetProperty("Entry", BindingFlags.Public | BindingFlags.Static)!
            .GetMethod!.CreateDelegate<Func<WireEntry>>()());

    /// <summary>The type of these functions.</summary>
    public static WireType Of(WireEntry entry) => new(entry);

    /// <summary>What a parser is told.</summary>
    public WireFacts Facts(byte tag, byte context) =>
        new(tag, _contexts[context % _contexts.Length].Boxed);

    /// <summary>What the reference reader is told.</summary>
    public ReferenceFacts Reference(byte tag, byte context) =>
        new(tag, _contexts[context % _contexts.Length].Members);

    /// <summary>The order of numbers that the context says.</summary>
    public ByteOrder Order(byte context) => Entry.Schema.Order.Context is { Length: > 0 } member
        ? (ByteOrder)_contexts[context % _contexts.Length].Members[member]
        : ByteOrder.Big;

    private static ushort NumberOf(string name)
    {
        // FNV-1a, folded.
        var hash = 2166136261u;
        foreach (var letter in name)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return (ushort)(hash ^ (hash >> 16));
    }

    private (object? Boxed, Dictionary<string, long> Members) Context(int variant)
    {
        if (Entry.Context is not { } type)
        {
            return (null, []);
        }

        var constructor = type.GetConstructors().FirstOrDefault(c => c.GetParameters().Length > 0);
        var number = variant;
        var boxed = constructor?.Invoke(
            [.. constructor.GetParameters().Select(one => Value(one.ParameterType, number++))])
            ?? Activator.CreateInstance(type)!;
        var members = type.GetProperties().Where(one => one.GetIndexParameters().Length == 0)
            .Select(one => (one.Name, Value: Number64(one.GetValue(boxed))))
            .Where(one => one.Value is not null)
            .ToDictionary(one => one.Name, one => one.Value!.Value);
        return (boxed, members);
    }

    private static object? Value(Type type, int variant) =>
        type == typeof(ByteOrder) ? (ByteOrder)(variant % 2)
            : type == typeof(bool) ? variant % 2 == 1
            : type.IsPrimitive ? Convert.ChangeType(
                Lengths[variant % Lengths.Length], type, CultureInfo.InvariantCulture)
            : type.IsValueType ? Activator.CreateInstance(type) : null;

    private static long? Number64(object? value) => value switch
    {
        ByteOrder order => (long)order,
        bool flag => flag ? 1 : 0,
        IConvertible number and not string =>
            Convert.ToInt64(number, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static IEnumerable<WireSchema> Reachable(WireSchema schema)
    {
        var found = new Dictionary<string, WireSchema>();
        var open = new Queue<WireSchema>([schema]);
        while (open.TryDequeue(out var next))
        {
            if (!found.TryAdd($"{next.Namespace}.{next.Name}", next))
            {
                continue;
            }

            foreach (var inner in next.Fields.Where(field => field.Element is not null)
                .Select(field => field.Element!())
                .Concat(next.Fields.SelectMany(field => field.Cases).Select(one => one.Type()))
                .Concat(next.Cases.Select(one => one.Type()))
                .Concat(next.Peek is { } peek
                    ? new[] { peek.Otherwise?.Invoke(), peek.Short?.Invoke() }.OfType<WireSchema>()
                    : []))
            {
                open.Enqueue(inner);
            }
        }

        return found.Values;
    }
}
