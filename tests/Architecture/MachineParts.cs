using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Architecture;

/// <summary>
/// Whatever is a machine has all parts of one: configuration, state, input, output, its functions,
/// its value, a page, laws, a border to the wire and names in the ledger. The machines are those that
/// reflection finds.
/// </summary>
public sealed partial class MachineParts
{
    private static readonly Assembly Room = typeof(Machine<,,,>).Assembly;

    /// <summary>Machines to which no message comes, and why.</summary>
    private static readonly Dictionary<string, string> NoMessages = new()
    {
        ["LinkSelection"] = "carriers and paths are no messages",
        ["MemberDrain"] = "somebody wants it",
        ["PacedWork"] = "members of the composition want it",
        ["HsrpPair"] = "HsrpGroup reads for both sides",
        ["ClusterMember"] = "each of its machines reads its own messages",
        ["ReverseRouteInjection"] = "Selection reads selectors, and SAs come from IKE",
        ["AsymmetricTraffic"] = "it judges owners of packets, which Classify finds",
    };

    /// <summary>Machines of no RFC, and what stands for one.</summary>
    private static readonly Dictionary<string, string> NoRfc = new()
    {
        ["LinkSelection"] = "a choice of ours",
        ["MemberDrain"] = "a choice of ours",
        ["PacedWork"] = "a choice of ours",
        ["ReverseRouteInjection"] = "what vendors do; docs/adr/0010",
    };

    /// <summary>
    /// Values on the way of a packet: no machines, for they know no time. ReplayWindow is none: a
    /// ring of up to 8 KiB that is changed in place.
    /// </summary>
    private static readonly Type[] HotPath =
    [
        typeof(SequenceLease), typeof(OctetLease), typeof(InboundFloor), typeof(NoncePartition),
        typeof(SpiPartition),
    ];

    private static readonly Part[] All = [.. Room.GetExportedTypes().Select(Part.From).OfType<Part>()];

    private static readonly Dictionary<string, string> Laws = Texts("tests/Properties/")
        .Where(text => text.Value.Contains("MachineLaws<", StringComparison.Ordinal))
        .ToDictionary();

    [Fact]
    public void Every_machine_has_its_types_functions_and_value()
    {
        Assert.True(All.Length >= 24, $"{All.Length} machines");
        Rule.Holds(All.SelectMany(Missing));
        Rule.Bites(
            Missing(Part.From(typeof(Lacking))!).Where(fault => fault.Contains("Rebase")), "Rebase");
        Rule.Bites(
            Missing(Part.From(typeof(Lacking))!).Where(fault => fault.Contains("TryCreate")),
            "TryCreate");
    }

    [Fact]
    public void Every_static_class_with_a_Step_is_a_machine() => Rule.Holds(
        Room.GetExportedTypes()
            .Where(type => type.IsAbstract && type.IsSealed
                && type.GetMethods().Any(method => method.Name == "Step"))
            .Where(type => !All.Any(machine => machine.Type == type))
            .Select(type => $"{type.Name} has a Step and no Machine value"));

    [Fact]
    public void Every_machine_has_a_page_with_graph_and_table_and_the_index_names_it()
    {
        var index = Repository.Read("docs/machines/README.md");
        // The page of the composition has the order of its machines; its cells are another one.
        Rule.Holds(All.Where(machine => machine.Type != typeof(ClusterMember))
            .SelectMany(machine => PageFaults(machine.Name, index)));
        Assert.Contains("(ClusterMember.md)", index, StringComparison.Ordinal);
        Assert.Contains("(ClusterMemberCells.md)", index, StringComparison.Ordinal);
        Rule.Bites(PageFaults("Nobody", index), "Nobody.md");
    }

    [Fact]
    public void Every_machine_keeps_the_laws_of_machines()
    {
        Rule.Holds(All.SelectMany(machine => LawFaults(machine.Name)));
        Rule.Bites(LawFaults("Nobody"), "Nobody");
    }

    [Fact]
    public void Every_machine_that_messages_reach_has_somebody_who_reads_them()
    {
        Rule.Holds(All.SelectMany(machine => BorderFaults(machine, NoMessages)));
        Rule.Holds(NoMessages.Keys.Where(name => All.All(machine => machine.Name != name)));
        Rule.Bites(
            BorderFaults(All.Single(machine => machine.Name == "PacedWork"), []), "PacedWork");
        Rule.Bites(
            BorderFaults(
                All.Single(machine => machine.Name == "HsrpGroup"),
                new() { ["HsrpGroup"] = "" }),
            "HsrpGroup");
    }

    /// <summary>The RFCs that a machine's reasons name have ledgers, and tests of that machine's
    /// folder name their requirements.</summary>
    [Fact]
    public void Every_RFC_that_a_machine_decides_by_is_in_the_ledger_and_named_by_its_tests()
    {
        Rule.Holds(All.SelectMany(machine => LedgerFaults(machine.Folder)).Distinct());
        Rule.Holds(All
            .Where(machine => !RfcsOf(machine.Folder).Any() && !NoRfc.ContainsKey(machine.Name)
                && machine.Type != typeof(ClusterMember))
            .Select(machine => $"{machine.Name} decides by no RFC, and no reason says why"));
    }

    [Fact]
    public void Values_on_the_way_of_a_packet_are_small_read_only_and_equal_by_content()
    {
        Rule.Holds(HotPath.SelectMany(ValueFaults));
        Rule.Bites(ValueFaults(typeof(Mutable)), "read only");
        Rule.Bites(ValueFaults(typeof(Octets)), "allocates");
    }

    private static IEnumerable<string> Missing(Part machine)
    {
        var (state, input, output) = (machine.Arguments[1], machine.Arguments[2], machine.Arguments[3]);
        var config = machine.Arguments[0];
        string[] functions = ["Initial", "Step", "Deadline", "Rebase", "Normalize"];
        return functions
            .Where(name => machine.Type.GetMethods(BindingFlags.Public | BindingFlags.Static)
                .All(method => method.Name != name))
            .Select(name => $"{machine.Name} has no function {name}")
            .Concat(new[] { state, input, output }
                .Where(part => part.DeclaringType != machine.Type)
                .Select(part => $"{machine.Name}: {part.Name} is not inside"))
            .Concat(new[] { input, output }
                .Where(part => !part.IsAbstract || part.GetNestedTypes().Length == 0)
                .Select(part => $"{machine.Name}.{part.Name} is no closed sum"))
            .Concat(IsChecked(config)
                ? []
                : [$"{machine.Name}: {config.Name} has no TryCreate with a ConfigError"])
            .Concat(config.GetConstructors().Length == 0
                ? []
                : [$"{machine.Name}: {config.Name} can be made unchecked"]);
    }

    private static bool IsChecked(Type config) => config
        .GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Any(method => method.Name == "TryCreate" && method.ReturnType == typeof(bool)
            && method.GetParameters().Any(
                parameter => parameter.ParameterType == typeof(ConfigError).MakeByRefType()));

    private static IEnumerable<string> PageFaults(string name, string index)
    {
        var page = $"docs/machines/{name}.md";
        if (!Repository.Exists(page))
        {
            yield return $"there is no page {page}";
            yield break;
        }

        var text = Repository.Read(page);
        foreach (var part in new[] { "```mermaid", "Every cell of" })
        {
            if (!text.Contains(part, StringComparison.Ordinal))
            {
                yield return $"{page} has no {part}";
            }
        }

        if (!index.Contains($"({name}.md)", StringComparison.Ordinal))
        {
            yield return $"docs/machines/README.md does not name {page}";
        }
    }

    private static IEnumerable<string> LawFaults(string name) =>
        Laws.Values.Any(text => Regex.IsMatch(text, $@"\b{name}\.Machine\b"))
            ? []
            : [$"no MachineLaws for {name}"];

    // The reader of a machine gives its input, or what its input holds: a message, a client.
    private static IEnumerable<string> BorderFaults(
        Part machine, Dictionary<string, string> noMessages)
    {
        var input = machine.Arguments[2];
        var isRead = Room.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.Name.StartsWith("Classify", StringComparison.Ordinal)
                || method.Name.StartsWith("TryRead", StringComparison.Ordinal))
            .SelectMany(method => method.GetParameters()
                .Where(parameter => parameter.IsOut)
                .Select(parameter => parameter.ParameterType.GetElementType()!)
                .Append(method.ReturnType))
            .Any(type => type.IsAssignableTo(input) || input.GetNestedTypes().Any(one =>
                type.Namespace == machine.Type.Namespace && one.GetProperties().Any(
                    part => part.Name is "Message" or "Client" && part.PropertyType == type)));
        return isRead != noMessages.ContainsKey(machine.Name) ? []
            : isRead ? [$"{machine.Name} has a reader, and a reason to have none"]
            : [$"nobody reads a message for {machine.Name}"];
    }

    private static IEnumerable<string> LedgerFaults(string folder)
    {
        var named = Texts("tests/").Where(text => text.Key.Contains(
                $"/StateMachines/{folder}/", StringComparison.Ordinal))
            .SelectMany(text => Ledger.Named(text.Value)).ToHashSet();
        foreach (var rfc in RfcsOf(folder))
        {
            if (!Repository.Exists($"docs/specs/rfc{rfc}.toml"))
            {
                yield return $"{folder} decides by RFC {rfc}, which has no ledger";
            }
            else if (!named.Any(id => id.StartsWith($"RFC{rfc}-", StringComparison.Ordinal)))
            {
                yield return $"{folder} decides by RFC {rfc}, and no test of it names the ledger";
            }
        }
    }

    private static IEnumerable<string> RfcsOf(string folder) => Texts("src/StateMachines/")
        .Where(text => text.Key.Contains($"/{folder}/", StringComparison.Ordinal))
        .SelectMany(text => Decision.Matches(text.Value))
        .Select(match => match.Groups["number"].Value)
        .Distinct();

    private static IEnumerable<string> ValueFaults(Type type)
    {
        if (!type.IsValueType || !type.IsDefined(typeof(IsReadOnlyAttribute)))
        {
            yield return $"{type.Name} is not a read only value";
        }

        var fields = type.GetFields(
            BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        if (fields.Any(field => !field.FieldType.IsValueType))
        {
            yield return $"{type.Name} allocates what it refers to";
        }

        if (!type.IsAssignableTo(typeof(IEquatable<>).MakeGenericType(type)))
        {
            yield return $"{type.Name} is not equal by content";
        }
    }

    private static Dictionary<string, string> Texts(string folder) => Repository
        .Under(folder, ".cs").ToDictionary(file => file, Repository.Read);

    [GeneratedRegex("""new\("RFC (?<number>\d+) """)]
    private static partial Regex Decision { get; }

    /// <summary>A machine by its static class.</summary>
    private sealed record Part(Type Type, Type[] Arguments)
    {
        public string Name => Type.Name;

        public string Folder => Type.Namespace!.Split('.')[^1];

        public static Part? From(Type type)
        {
            var value = type.GetProperty(
                "Machine", BindingFlags.Public | BindingFlags.Static)?.PropertyType;
            return value is { IsGenericType: true }
                && value.GetGenericTypeDefinition() == typeof(Machine<,,,>)
                    ? new(type, value.GetGenericArguments())
                    : null;
        }
    }

    private static class Lacking
    {
        public sealed record Config;

        public abstract record Input
        {
            public sealed record Tick : Input;
        }

        public static Machine<Config, string, Input, Input> Machine => null!;
    }

    private struct Mutable(int value) : IEquatable<Mutable>
    {
        public int Value = value;

        public bool Equals(Mutable other) => Value == other.Value;
    }

    private readonly record struct Octets(byte[] Value);
}
