using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Holdfast.Protocol.Cryptography;
using PublicKey = Holdfast.Protocol.Cryptography.PublicKey;

namespace Holdfast.Tests.Examples.Cryptography.Keys;

/// <summary>
/// Two objects that are the same but for their keys, with all that their fields lead to: what
/// differs between them depends on the key, wherever it is and whatever it is called.
/// </summary>
internal sealed class Twins
{
    /// <summary>
    /// What differs between two keys and is nobody's secret: values that are sent, ciphertext and
    /// ICV of the last packet, nonces (which begin with the salt), lengths, the modulus.
    /// </summary>
    private static readonly HashSet<string> Public =
    [
        "_publicValue", "macBlock", "m_mac", "cbcV", "cbcNextV",
        "_last", "nonce", "m_nonce", "J0", "counter", "IV", "nBits", "nBitLength",
        "m_modulus",
    ];

    private readonly List<(string Path, Func<object?> First, Func<object?> Second)> _places = [];
    private readonly List<(string Path, SafeHandle Handle)> _handles = [];
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    internal Twins(object first, object second) => Walk(first.GetType().Name, first, second);

    /// <summary>The types that were met.</summary>
    internal IEnumerable<Type> Types => _seen.Select(one => one.GetType()).Distinct();

    /// <summary>Where they differ now.</summary>
    internal string[] Differences() =>
        [.. _places.Where(place => !Same(place.First(), place.Second())).Select(one => one.Path)];

    /// <summary>Where native memory of the platform is not given back.</summary>
    internal string[] Open() =>
        [.. _handles.Where(one => !one.Handle.IsClosed).Select(one => one.Path)];

    private void Walk(string path, object? first, object? second)
    {
        if (first is null || second is null || ReferenceEquals(first, second)
            || !_seen.Add(first))
        {
            return;
        }

        Assert.Equal(first.GetType(), second.GetType());
        switch (first)
        {
            case Secret secret:
                _places.Add((path, () => Octets(secret), () => Octets((Secret)second)));
                break;
            case SafeHandle handle:
                _handles.Add((path, handle));
                break;
            case Array array when IsPlain(array.GetType().GetElementType()!):
                _places.Add((path, () => first, () => second));
                break;
            case IDictionary values:
                Each(path, values.Values, ((IDictionary)second).Values);
                break;
            case IEnumerable values and (Array or IList):
                Each(path, values, (IEnumerable)second);
                break;
            default:
                Fields(path, first.GetType(), () => first, () => second);
                break;
        }
    }

    private void Each(string path, IEnumerable first, IEnumerable second)
    {
        var index = 0;
        foreach (var (one, other) in first.Cast<object?>().Zip(second.Cast<object?>()))
        {
            Walk($"{path}[{index++}]", one, other);
        }
    }

    private void Fields(string path, Type type, Func<object> first, Func<object> second)
    {
        for (var level = type; level is not null && IsWalked(level); level = level.BaseType)
        {
            foreach (var field in level.GetFields(HolderTypes.Own)
                .Where(field => !Public.Contains(field.Name) && !IsAddress(field.FieldType)))
            {
                var at = $"{path}.{field.Name}";
                if (IsWhole(field.FieldType))
                {
                    _places.Add((
                        at, () => field.GetValue(first()), () => field.GetValue(second())));
                }
                else if (field.FieldType.IsValueType)
                {
                    Fields(
                        at, field.FieldType, () => field.GetValue(first())!,
                        () => field.GetValue(second())!);
                }
                else
                {
                    Walk(at, field.GetValue(first()), field.GetValue(second()));
                }
            }
        }
    }

    private static byte[]? Octets(Secret secret)
    {
        try
        {
            return secret.Span.ToArray();
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private static bool Same(object? first, object? second) => (first, second) switch
    {
        (Array one, Array other) => one.Cast<object>().SequenceEqual(other.Cast<object>())
            || (IsZero(one) && IsZero(other)),
        (ValueType one, ValueType other) when IsInline(one.GetType()) =>
            Raw(one).AsSpan().SequenceEqual(Raw(other)),
        _ => Equals(first, second),
    };

    /// <summary>The octets of a value: no value of a key refers to anything.</summary>
    private static byte[] Raw(ValueType value)
    {
        var size = (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!
            .MakeGenericMethod(value.GetType()).Invoke(null, null)!;
        ref var start = ref Unsafe.As<Boxed>(value).First;
        return MemoryMarshal.CreateReadOnlySpan(ref start, size).ToArray();
    }

    private sealed class Boxed
    {
        internal byte First;
    }

    private static bool IsZero(Array array)
    {
        var zero = Activator.CreateInstance(array.GetType().GetElementType()!);
        return array.Cast<object>().All(one => one.Equals(zero));
    }

    private static bool IsWalked(Type type) =>
        type != typeof(PublicKey)
        && !type.IsAssignableTo(typeof(Delegate))
        && (type.Assembly == typeof(Secret).Assembly
            || type.Assembly.GetName().Name is "BouncyCastle.Cryptography"
                or "System.Security.Cryptography");

    /// <summary>Compared as a whole; of other values each field is.</summary>
    private static bool IsWhole(Type type) => type.IsPrimitive || type.IsEnum || IsInline(type);

    private static bool IsInline(Type type) => type.IsDefined(typeof(InlineArrayAttribute));

    /// <summary>A value that refers to nothing.</summary>
    private static bool IsPlain(Type type) => IsWhole(type)
        || (type.IsValueType && type.GetFields(HolderTypes.Own)
            .All(field => field.FieldType != type && IsPlain(field.FieldType)));

    /// <summary>Where something lies in native memory tells nothing of it.</summary>
    private static bool IsAddress(Type type) => type.IsPointer || type.IsFunctionPointer
        || type == typeof(nint) || type == typeof(nuint);
}
