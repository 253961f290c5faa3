using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <summary>What is known of a member's starts.</summary>
/// <param name="Member">The member.</param>
/// <param name="Boot">The last start that joined.</param>
/// <param name="Generation">How often its store had been written then.</param>
public sealed record MemberRecord(byte Member, BootId Boot, uint Generation) : IRow
{
    /// <inheritdoc/>
    public UInt128 Key => Member;

    /// <inheritdoc/>
    public StateDigest Digest =>
        StateDigest.Of('M').With(Member).With(Boot.Value).With(Generation);
}

/// <summary>A change of a kind that this version does not know, kept for those who do.</summary>
/// <param name="Number">The entry it came with, and its place there (the low 16 bits).</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Body">Its octets.</param>
public sealed record KeptChange(ulong Number, ushort Kind, Octets Body) : IRow
{
    /// <inheritdoc/>
    public UInt128 Key => Number;

    /// <inheritdoc/>
    public StateDigest Digest => StateDigest.Of('K').With(Number).With(Kind).With(Body);
}

/// <summary>
/// What the members of a cluster know in common: the fold of the log. The active member decides
/// facts, <see cref="Evolution"/> applies them here, on every member alike.
/// </summary>
/// <param name="Ikes">The IKE SAs.</param>
/// <param name="Children">The CHILD SAs, by inbound SPI.</param>
/// <param name="Members">The members that have joined.</param>
/// <param name="ReignBase">
/// The reign up to which reigns are taken: no member that starts anew uses one up to it under a key
/// that is older than its start.
/// </param>
/// <param name="ReignBaseAt">The entry that set it.</param>
/// <param name="Kept">Changes of kinds that are not known here.</param>
public sealed record SaState(
    Table<IkeSa> Ikes,
    Table<ChildSa> Children,
    Table<MemberRecord> Members,
    uint ReignBase,
    ulong ReignBaseAt,
    Table<KeptChange> Kept)
{
    /// <summary>Nothing is known.</summary>
    public static SaState Empty { get; } = new(default, default, default, 0, 0, default);

    /// <summary>Whether there is no SA.</summary>
    public bool HasNoSa => Ikes.Count == 0 && Children.Count == 0;

    /// <summary>The digest of all of it, read off, not computed.</summary>
    public StateDigest Digest => StateDigest.Of('S')
        .With(Ikes.Digest.Value).With(Children.Digest.Value).With(Members.Digest.Value)
        .With(ReignBase).With(ReignBaseAt).With(Kept.Digest.Value);

    /// <summary>The keys of everything.</summary>
    public IEnumerable<KeyHandle> Keys() => Ikes.SelectMany(KeysOf)
        .Concat(Children.Select(child => child.Keys))
        .Where(key => key.IsSome);

    /// <summary>The keys of an IKE SA, and the secrets of its open exchanges.</summary>
    public static IEnumerable<KeyHandle> KeysOf(IkeSa ike) => ike.Requests
        .Select(request => request.Secrets)
        .Prepend(ike.Keys)
        .Where(key => key.IsSome);

    /// <summary>How many SAs there are.</summary>
    public override string ToString() =>
        $"{Ikes.Count} IKE SAs, {Children.Count} CHILD SAs, {Digest}";
}
