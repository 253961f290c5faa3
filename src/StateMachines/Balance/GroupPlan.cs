using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Balance;

/// <summary>
/// Which member has which priority in which HSRP group, where several groups share the load of one
/// LAN: each member is preferred in as many groups as its peers, give or take one, and the groups
/// of one that dies go to others without a change of any priority.
/// </summary>
public sealed record GroupPlan
{
    /// <summary>The priority of the preferred member.</summary>
    public const byte Highest = 250;

    /// <summary>How much lower each next member of a group is.</summary>
    public const byte Step = 10;

    /// <summary>So many members have different priorities, all above RFC 2281's usual 100.
    /// </summary>
    public const int MembersMax = 16;

    private readonly Items<Entry> _entries;

    private GroupPlan(Items<Entry> entries) => _entries = entries;

    /// <summary>A group and its members, the preferred one first.</summary>
    /// <param name="Group">The standby group.</param>
    /// <param name="Members">Members in the order of their priorities.</param>
    public readonly record struct Entry(ushort Group, Items<ulong> Members);

    /// <summary>The groups in the order in which they were given.</summary>
    public Items<Entry> Entries => _entries;

    /// <summary>Plans; the order of groups matters, that of members does not.</summary>
    /// <param name="groups">Standby groups, each once.</param>
    /// <param name="members">Members that take part, each once.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="error">What to change.</param>
    public static bool TryCreate(
        Items<ushort> groups, Items<ulong> members,
        [NotNullWhen(true)] out GroupPlan? plan, out ConfigError error)
    {
        plan = null;
        if (ConfigError.Outside("Members", members.Count, 1, MembersMax) is { } outside)
        {
            error = outside;
            return false;
        }

        if ((Repeated("Groups", groups.Select(group => (ulong)group))
            ?? Repeated("Members", members)) is { } twice)
        {
            error = twice;
            return false;
        }

        var entries = new Entry[groups.Count];
        Items<Rendezvous.Member> all = [.. members.Select(id => new Rendezvous.Member(id))];
        var preferred = new Dictionary<ulong, int>();
        for (var i = 0; i < entries.Length; i++)
        {
            // Those who are preferred least often so far; among them the ranking decides.
            var ranking = Rendezvous.Ranking(groups[i], all);
            var least = ranking.Min(id => preferred.GetValueOrDefault(id));
            var first = ranking.First(id => preferred.GetValueOrDefault(id) == least);
            preferred[first] = least + 1;
            entries[i] = new(groups[i], [first, .. ranking.Where(id => id != first)]);
        }

        plan = new([.. entries]);
        error = default;
        return true;
    }

    /// <summary>The priority of a member in a group; null: it has no part in it.</summary>
    public byte? PriorityOf(ulong member, ushort group)
    {
        foreach (var entry in _entries.Span)
        {
            if (entry.Group == group)
            {
                var rank = entry.Members.Span.IndexOf(member);
                return rank < 0 ? null : (byte)(Highest - (rank * Step));
            }
        }

        return null;
    }

    private static ConfigError? Repeated(string name, IEnumerable<ulong> ids)
    {
        var seen = new HashSet<ulong>();
        foreach (var id in ids)
        {
            if (!seen.Add(id))
            {
                return new(name, $"{id} twice", "each once", $"take one {id} out of {name}");
            }
        }

        return null;
    }
}
