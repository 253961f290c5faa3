using Holdfast.StateMachines;

namespace Holdfast.Gateway.Loading;

/// <summary>What a load has shown.</summary>
public sealed record LoadReport
{
    /// <summary>How many peers there were.</summary>
    public required int Peers { get; init; }

    /// <summary>How many of them had a tunnel when the first question was asked.</summary>
    public required int Stood { get; init; }

    /// <summary>From the first message until the last tunnel stood.</summary>
    public required TimeSpan StoodAfter { get; init; }

    /// <summary>How long handshakes took, the shortest first.</summary>
    public required IReadOnlyList<TimeSpan> Handshakes { get; init; }

    /// <summary>Handshakes that made no tunnel.</summary>
    public required int Failed { get; init; }

    /// <summary>Why the last one did not; null: none failed.</summary>
    public required string? Failure { get; init; }

    /// <summary>IKE SAs that the gateway ended, or did not answer under any more.</summary>
    public required int Ended { get; init; }

    /// <summary>Requests of the gateway that were answered.</summary>
    public required ulong Requests { get; init; }

    /// <summary>Synchronisations of message IDs, RFC 6311.</summary>
    public required ulong Syncs { get; init; }

    /// <summary>CHILD SAs that took the place of another one.</summary>
    public required ulong ChildRekeys { get; init; }

    /// <summary>IKE SAs that took the place of another one.</summary>
    public required ulong IkeRekeys { get; init; }

    /// <summary>For how long there were questions.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>Questions that were due and not asked: this machine was too slow, or their peer had
    /// no tunnel.</summary>
    public required ulong Missed { get; init; }

    /// <summary>The longest time in which no peer had an answer.</summary>
    public required TimeSpan Silence { get; init; }

    /// <summary>How long an answer took, on average.</summary>
    public required TimeSpan Waited { get; init; }

    /// <summary>How long the slowest one took.</summary>
    public required TimeSpan WaitedMost { get; init; }

    /// <summary>Datagrams that the kernel here did not take.</summary>
    public required ulong Unsent { get; init; }

    /// <summary>Packets whose number was there before, or is too old to tell: the gateway has used
    /// a number twice, or the network has brought a packet twice.</summary>
    public required ulong Replayed { get; init; }

    /// <summary>Packets that were not authentic, or otherwise none of ours.</summary>
    public required ulong Refused { get; init; }

    /// <summary>Each peer, in the order of their numbers.</summary>
    public required IReadOnlyList<LoadTunnelReport> Tunnels { get; init; }

    /// <summary>Questions.</summary>
    public ulong Asked => Sum(tunnel => tunnel.Asked);

    /// <summary>Those that were answered.</summary>
    public ulong Answered => Sum(tunnel => tunnel.Answered);

    /// <summary>Those that were not.</summary>
    public ulong Lost => Sum(tunnel => tunnel.Lost);

    /// <summary>Those that were not, though they were not asked in the longest silence of their
    /// tunnel.</summary>
    public ulong LostBeside => Sum(tunnel => tunnel.Lost - tunnel.LostInSilence);

    /// <summary>Answers to what was answered already: a question was accepted twice.</summary>
    public ulong Twice => Sum(tunnel => tunnel.Twice);

    /// <summary>Answers behind one to a later question.</summary>
    public ulong Reordered => Sum(tunnel => tunnel.Reordered);

    /// <summary>Tunnels with the SPIs that they had first.</summary>
    public int Kept => Tunnels.Count(tunnel => tunnel.IsKept);

    /// <summary>Tunnels whose last question was not answered.</summary>
    public int Silent => Tunnels.Count(tunnel => tunnel.Asked > 0 && !tunnel.IsAnswered);

    /// <summary>The longest silences of all tunnels that have asked, the shortest first.</summary>
    public IReadOnlyList<TimeSpan> Silences =>
        [.. Tunnels.Where(tunnel => tunnel.Asked > 0).Select(tunnel => tunnel.Silence).Order()];

    private ulong Sum(Func<LoadTunnelReport, ulong> of) =>
        Tunnels.Aggregate(0UL, (sum, tunnel) => sum + of(tunnel));
}

/// <summary>What became of the questions of one tunnel.</summary>
/// <param name="Identity">Who the peer is.</param>
/// <param name="Behind">What is behind it.</param>
/// <param name="IsKept">Whether it has the SPIs that it had first.</param>
/// <param name="Inbound">The SPI on which it receives; 0: it never had one.</param>
/// <param name="Outbound">The SPI to which it sends.</param>
public sealed record LoadTunnelReport(
    string Identity, HostAddress Behind, bool IsKept, uint Inbound, uint Outbound)
{
    /// <summary>Questions.</summary>
    public required ulong Asked { get; init; }

    /// <summary>Those that were answered.</summary>
    public required ulong Answered { get; init; }

    /// <summary>Those that were not.</summary>
    public ulong Lost => Asked - Answered;

    /// <summary>Answers to what was answered already.</summary>
    public required ulong Twice { get; init; }

    /// <summary>Answers behind one to a later question.</summary>
    public required ulong Reordered { get; init; }

    /// <summary>The longest time between two answers.</summary>
    public required TimeSpan Silence { get; init; }

    /// <summary>How many of that time were not answered.</summary>
    public required ulong LostInSilence { get; init; }

    /// <summary>Whether its last question was answered.</summary>
    public required bool IsAnswered { get; init; }
}

/// <summary>How far a load is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="At">Since the first message.</param>
/// <param name="Stands">Tunnels that stand.</param>
/// <param name="Asked">Questions.</param>
/// <param name="Answered">Those that were answered.</param>
/// <param name="Silence">The longest time so far in which nobody had an answer.</param>
public readonly record struct LoadProgress(
    LoadStage Stage, TimeSpan At, int Stands, ulong Asked, ulong Answered, TimeSpan Silence);

/// <summary>What a load does.</summary>
public enum LoadStage
{
    /// <summary>Tunnels are made.</summary>
    Standing,

    /// <summary>Questions are asked.</summary>
    Asking,

    /// <summary>The last answers are waited for.</summary>
    Waiting,

    /// <summary>IKE SAs are ended.</summary>
    Ending,
}
