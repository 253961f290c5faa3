using System.Globalization;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.StateMachines.Composition;

/// <content>What must hold between the parts.</content>
public sealed partial record ClusterMemberConfig
{
    private static ConfigError? CheckMembers(Settings set)
    {
        if ((CheckName(nameof(set.Cluster), set.Cluster)
            ?? ConfigError.Outside(
                "Members.Count", set.Members.Count, 2, GroupPlan.MembersMax)) is { } wrong)
        {
            return wrong;
        }

        var numbers = new HashSet<byte>();
        var names = new HashSet<string>();
        for (var at = 0; at < set.Members.Count; at++)
        {
            var member = set.Members[at];
            if ((ConfigError.Outside(nameof(member.Number), member.Number, 1, 255)
                ?? CheckName(nameof(member.Name), member.Name)
                ?? ConfigError.Outside(nameof(member.Capacity), member.Capacity, 0, 10_000_000)
                ?? Once(numbers, nameof(member.Number), member.Number)
                ?? Once(names, nameof(member.Name), member.Name)) is { } found)
            {
                return found.Inside(At(nameof(set.Members), at));
            }
        }

        return numbers.Contains(set.Self)
            ? null
            : new(
                nameof(set.Self), Text(set.Self),
                $"the number of a member: {string.Join(", ", numbers.Order())}",
                "set it to the number of the member whose configuration this is");
    }

    private static ConfigError? CheckLinks(Settings set)
    {
        var names = new HashSet<string>();
        for (var at = 0; at < set.Links.Names.Count; at++)
        {
            var name = At($"{nameof(set.Links)}.{nameof(set.Links.Names)}", at);
            if ((CheckName(name, set.Links.Names[at]) ?? Once(names, name, set.Links.Names[at]))
                is { } found)
            {
                return found;
            }
        }

        return set.Links.TrackedAs is not { } tracked
            || set.Hsrp.Front.Links.Any(link => link.Name == tracked)
            ? null
            : new(
                $"{nameof(set.Links)}.{nameof(set.Links.TrackedAs)}", tracked,
                "the name of a tracked link of Hsrp.Front.Links",
                "add it to Hsrp.Front.Links and Hsrp.Back.Links, or drop it");
    }

    /// <summary>
    /// What replication takes for the detection time of the first hop is one: a standby that calls
    /// itself stale before HSRP has seen the failure would turn every takeover into a rekey.
    /// </summary>
    private static ConfigError? CheckFirstHop(Settings set, HsrpPair.Config hsrp)
    {
        var front = HoldOf(hsrp.Front);
        var back = HoldOf(hsrp.Back);
        return ConfigError.Outside(
            $"{nameof(set.Replication)}.{nameof(set.Replication.DetectWithin)}",
            set.Replication.DetectWithin, front > back ? front : back, TimeSpan.FromDays(1));
    }

    /// <summary>The hold time; that of RFC 2281 §5.1 until another one is learned.</summary>
    internal static TimeSpan HoldOf(HsrpGroup.Config group) =>
        group.HoldTime ?? TimeSpan.FromSeconds(10);

    /// <summary>Whether a text can be printed, character by character.</summary>
    internal static bool IsName(string given) =>
        !given.Any(c => char.IsControl(c) || char.IsSurrogate(c));

    private static ConfigError? CheckName(string name, string given) =>
        ConfigError.Outside($"{name}.Length", given.Length, 1, NameMax)
        ?? (IsName(given)
            ? null
            : new(name, "text with a control character", "text that can be printed", "rename it"));

    private static ConfigError? Once<T>(HashSet<T> seen, string name, T given)
        where T : notnull =>
        seen.Add(given)
            ? null
            : new(name, $"{given}", "different from every other one", "rename or remove one");

    private static string At(string name, int at) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}[{at}]");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
