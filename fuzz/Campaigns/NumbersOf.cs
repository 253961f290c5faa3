using System.Buffers.Binary;
using System.Collections;
using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using System.Text;
using Holdfast.Codec;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// The numbers in values, whatever these are: in the order of their properties; of octets and texts
/// the first four octets are one, and of texts a digest is another.
/// </summary>
internal sealed class NumbersOf
{
    private const int DepthMax = 12;
    private const int Most = 4096;
    private const int WordsMax = 64;
    private const int WordLength = 2;
    private const ulong DigestMask = 63;
    private const int BitsMin = 8;
    private const int BitsMax = 64;
    private const int BitsOfText = 32;

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    private readonly List<ulong> _numbers = [];

    /// <summary>The numbers.</summary>
    public IReadOnlyList<ulong> Numbers => _numbers;

    /// <summary>Begins anew.</summary>
    public void Clear() => _numbers.Clear();

    /// <summary>Adds a number; beyond some thousands none is added.</summary>
    public void Add(ulong number)
    {
        if (_numbers.Count < Most)
        {
            _numbers.Add(number);
        }
    }

    /// <summary>Adds two small numbers of a digest of all numbers so far.</summary>
    public void AddDigest()
    {
        var digest = DigestOf(_numbers);
        Add(digest & DigestMask);
        Add((digest >> 8) & DigestMask);
    }

    /// <summary>Adds two small numbers of a digest of octets.</summary>
    public void AddDigest(ReadOnlySpan<byte> octets)
    {
        var digest = DigestOf(octets.ToArray().Select(one => (ulong)one));
        Add(digest & DigestMask);
        Add((digest >> 8) & DigestMask);
    }

    /// <summary>Adds the first words of octets, and how many octets there are.</summary>
    public void AddOctets(ReadOnlySpan<byte> octets)
    {
        Add((ulong)octets.Length);
        for (var at = 0; at + WordLength <= Math.Min(octets.Length, WordsMax); at += WordLength)
        {
            Add(BinaryPrimitives.ReadUInt16BigEndian(octets[at..]));
        }
    }

    /// <summary>Adds fields: those that are no wider than a number.</summary>
    public void AddFields(InputShape shape, ReadOnlySpan<byte> octets)
    {
        foreach (var field in shape.Fields)
        {
            // A word of a text is as good as a number: its first octets are one.
            var part = field with
            {
                Bits = field.IsNumber ? field.Bits : Math.Min(field.Bits, BitsOfText),
            };
            if (part.Bits is >= BitsMin and <= BitsMax)
            {
                Add(FieldMutation.Get(octets, part));
            }
        }
    }

    /// <summary>Adds a value, with all that is inside it.</summary>
    public void AddValue(object? value) => AddValue(value, 0);

    // FNV-1a, folded.
    private static ulong DigestOf(IEnumerable<ulong> numbers)
    {
        var digest = numbers.Aggregate(
            14695981039346656037, (so, number) => (so ^ number) * 1099511628211);
        return digest ^ (digest >> 32);
    }

    private void AddValue(object? value, int depth)
    {
        switch (value)
        {
            case null or Secret or Type or Delegate:
                return;
            case bool flag:
                Add(flag ? 1ul : 0);
                return;
            case Enum name:
                Add((ulong)Convert.ToInt64(name, null));
                return;
            case TimeSpan time:
                Add((ulong)time.Ticks);
                return;
            case UInt128 wide:
                Add((ulong)wide);
                return;
            case string text:
                AddFirst(Encoding.UTF8.GetBytes(text));
                Add((ushort)DigestOf(Encoding.UTF8.GetBytes(text).Select(one => (ulong)one)));
                return;
            case IPAddress address:
                AddFirst(address.GetAddressBytes());
                return;
            case Octets octets:
                AddFirst(octets.Span);
                return;
            case ulong number:
                Add(number);
                return;
            case IConvertible number when value.GetType().IsPrimitive:
                Add((ulong)(value is float or double ? 0 : Convert.ToInt64(number, null)));
                return;
        }

        if (depth >= DepthMax || _numbers.Count >= Most)
        {
            return;
        }

        if (value is IEnumerable elements)
        {
            foreach (var element in elements)
            {
                AddValue(element, depth + 1);
            }

            return;
        }

        foreach (var property in Properties.GetOrAdd(value.GetType(), PropertiesOf))
        {
            AddValue(Get(property, value), depth + 1);
        }
    }

    private void AddFirst(ReadOnlySpan<byte> octets)
    {
        ulong number = 0;
        foreach (var octet in octets[..Math.Min(octets.Length, BitsOfText / 8)])
        {
            number = (number << 8) | octet;
        }

        Add(number);
    }

    // What is of no case throws where it is asked for.
    private static object? Get(PropertyInfo property, object of)
    {
        try
        {
            return property.GetValue(of);
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    // Of what is ours; what a getter makes anew of the value itself is no part of it. A code point is
    // its number, and not its name.
    private static PropertyInfo[] PropertiesOf(Type type)
    {
        if (type.Namespace?.StartsWith("Holdfast.", StringComparison.Ordinal) != true)
        {
            return [];
        }

        var all = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(one => one.GetIndexParameters().Length == 0
                && !one.PropertyType.IsByRefLike && one.PropertyType != type)
            .OrderBy(one => one.MetadataToken)
            .ToArray();
        return type.IsValueType && all.FirstOrDefault(one => one.Name == "Value") is { } number
            ? [number]
            : all;
    }
}
