using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Holdfast.Tests.Architecture;

/// <summary>The pure rooms keep nothing between two calls: what is static never changes.</summary>
public sealed class StaticState
{
    /// <summary>Types of the platform that nobody can change once they are made.</summary>
    private static readonly HashSet<Type> Immutable =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(TimeSpan), typeof(DateTime),
        typeof(DateTimeOffset), typeof(Type), typeof(Version), typeof(Range), typeof(Index),
        typeof(System.Net.IPAddress), typeof(System.Text.Encoding), typeof(ReadOnlyMemory<>),
        typeof(System.Buffers.SearchValues<>), typeof(Nullable<>), typeof(KeyValuePair<,>),
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>),
        typeof(ImmutableHashSet<>), typeof(ImmutableSortedDictionary<,>), typeof(ImmutableSortedSet<>),
        typeof(FrozenDictionary<,>), typeof(FrozenSet<>),
        typeof(Holdfast.Codec.Octets), typeof(Holdfast.Codec.Items<>),
    ];

    /// <summary>Fields and types that may stay though this rule does not see that they never change.
    /// </summary>
    private static readonly Dictionary<string, string> Exempt = new()
    {
        ["Holdfast.StateMachines.Replication.RowTree+Fork"] =
            "its parts are written while a tree is made, before anybody else has it",
    };

    [Theory]
    [InlineData("Holdfast.Codec")]
    [InlineData("Holdfast.Protocol")]
    [InlineData("Holdfast.StateMachines")]
    [InlineData("Holdfast.Simulation")]
    public void Nothing_static_changes(string assembly)
    {
        Rule.Holds(Assembly.Load(assembly).GetTypes().SelectMany(Mutable));
    }

    [Fact]
    public void What_changes_is_seen()
    {
        Rule.Bites(Mutable(typeof(Counter)), "Counter.Count", "assigned");
        Rule.Bites(Mutable(typeof(Property)), "Property", "assigned");
        Rule.Bites(Mutable(typeof(Table)), "Table.Rows", "Int32[]");
        Rule.Bites(Mutable(typeof(Cache)), "Cache.Seen", "List");
        Rule.Bites(Mutable(typeof(Deep)), "Deep.Box", "Box");
        Rule.Bites(Mutable(typeof(OfArrays)), "OfArrays.Rows", "Byte[]");
        Rule.Bites(Mutable(typeof(OfRows)), "OfRows.First", "Tally");
        Rule.Bites(Mutable(typeof(InTuple)), "InTuple.Pair", "List");
        Rule.Holds(Mutable(typeof(Good)));
    }

    private static IEnumerable<string> Mutable(Type type)
    {
        // Caches that the compiler makes for lambdas and constants.
        if (type.Name.StartsWith('<'))
        {
            yield break;
        }

        const BindingFlags all = BindingFlags.Static | BindingFlags.Public
            | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (var field in type.GetFields(all).Where(field => !field.IsLiteral))
        {
            var name = $"{type.FullName}.{field.Name}";
            if (Exempt.ContainsKey(name))
            {
                continue;
            }

            if (!field.IsInitOnly || field.IsDefined(typeof(ThreadStaticAttribute)))
            {
                yield return $"{name} can be assigned again";
            }
            else if (Weakness(field.FieldType, []) is { } weak)
            {
                yield return $"{name} holds a {weak}, which can change";
            }
        }
    }

    /// <summary>The first type inside the type that may change, or null.</summary>
    private static string? Weakness(Type type, HashSet<Type> visited)
    {
        if (!visited.Add(type) || type.IsPrimitive || type.IsEnum
            || type.IsAssignableTo(typeof(Delegate)))
        {
            return null;
        }

        var known = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (Immutable.Contains(known) || type.IsDefined(typeof(InlineArrayAttribute)))
        {
            return type.GetGenericArguments()
                .Select(argument => Weakness(argument, visited))
                .FirstOrDefault(weak => weak is not null);
        }

        // A struct in a field that is read only changes as little as its parts. Of classes, our own
        // whose every field is read only; an abstract one vouches for those that derive from it, and
        // an interface for those that implement it.
        var ours = type.Namespace?.StartsWith("Holdfast", StringComparison.Ordinal) == true;
        if (!type.IsValueType && (!ours || type.IsArray))
        {
            return type.Name;
        }

        const BindingFlags instance = BindingFlags.Instance | BindingFlags.Public
            | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var fields = type.GetFields(instance);
        if (!type.IsValueType && !Exempt.ContainsKey(type.FullName ?? "")
            && fields.Any(field => !field.IsInitOnly))
        {
            return type.Name;
        }

        return fields.Select(field => field.FieldType)
            .Concat(type.BaseType is { } parent && parent != typeof(object)
                && parent != typeof(ValueType) ? [parent] : [])
            .Concat(type.IsInterface
                ? type.Assembly.GetTypes().Where(
                    other => other != type && other.IsAssignableTo(type))
                : type.IsAbstract
                ? type.Assembly.GetTypes().Where(other => other.BaseType == type)
                : [])
            .Select(part => Weakness(part, visited))
            .FirstOrDefault(weak => weak is not null);
    }

#pragma warning disable CS0649, CS0169, IDE0044, IDE0051 // The canaries are looked at, not run.
    private static class Counter
    {
        public static int Count;
    }

    private static class Property
    {
        public static int Count { get; set; }
    }

    private static class Table
    {
        public static readonly int[] Rows = [];
    }

    private static class Cache
    {
        public static readonly List<int> Seen = [];
    }

    private sealed class Box
    {
        public int Content;
    }

    private static class Deep
    {
        public static readonly Box? Box;
    }

    private static class OfArrays
    {
        public static readonly ImmutableArray<byte[]> Rows = [];
    }

    private interface IRow;

    private interface IFixed;

    private sealed class Tally : IRow
    {
        public int Count;
    }

    private sealed record Fixed(int Size) : IFixed;

    private static class OfRows
    {
        public static readonly IRow? First;
    }

    private static class InTuple
    {
        public static readonly (string Name, List<int> Seen) Pair = ("pair", []);
    }

    private abstract record Shape
    {
        public sealed record Circle(int Radius) : Shape;
    }

    private static class Good
    {
        public const int Most = 3;
        public static readonly FrozenDictionary<string, int> Names = FrozenDictionary<string, int>.Empty;
        public static readonly Func<int, int> Twice = x => 2 * x;
        public static readonly ImmutableArray<Shape> Shapes = [new Shape.Circle(1)];
        public static readonly (string Name, int Size) Pair = ("pair", 2);
        public static readonly IFixed? Fixed;

        public static string Name { get; } = "good";
    }
#pragma warning restore CS0649, CS0169, IDE0044, IDE0051
}
