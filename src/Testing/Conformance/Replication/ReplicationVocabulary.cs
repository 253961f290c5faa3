using System.Globalization;
using Holdfast.Codec;

namespace Holdfast.Testing.Conformance.Replication;

/// <summary>What both members know at first: an IKE SA with one CHILD SA, whole on both sides, and
/// on it the peer's first request has message ID 0.</summary>
/// <param name="SentSoFar">The highest sequence number that was sent on the CHILD SA.</param>
/// <param name="ReceivedSoFar">The highest one that was accepted on it; none above it was, and each
/// up to it may have been.</param>
/// <param name="IsExtended">Whether its numbers have 64 bits, RFC 4303 §2.2.1.</param>
/// <param name="Window">How many requests of either side may be open, RFC 7296 §2.3.</param>
public sealed record ReplicationSettings(
    ulong SentSoFar, ulong ReceivedSoFar, bool IsExtended, int Window)
{
    /// <summary>The last number of the SA, RFC 4303 §3.3.3.</summary>
    public ulong LastNumber => IsExtended ? ulong.MaxValue : uint.MaxValue;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"numbers of {(IsExtended ? 64 : 32)} bits, sent up to {SentSoFar}, received up to "
            + $"{ReceivedSoFar}, window {Window}");
}

/// <summary>What a member of a pair is told.</summary>
public abstract record MemberTold
{
    private MemberTold()
    {
    }

    /// <summary>It begins, with the SAs known; the other one does the same.</summary>
    public sealed record Begin(bool IsActive) : MemberTold;

    /// <summary>It begins again after it was gone: a standby that knows no SA.</summary>
    /// <param name="Kept">What it has kept last; null: nothing.</param>
    public sealed record Back(object? Kept) : MemberTold;

    /// <summary>The other member, which was gone, has begun again and knows nothing.</summary>
    public sealed record OtherIsBack : MemberTold;

    /// <summary>The other member is gone for certain: this one, which is active, goes on alone.
    /// </summary>
    public sealed record OtherIsGone : MemberTold;

    /// <summary>Something that the other member said to it; anything that it once said.</summary>
    public sealed record FromOther(object Message) : MemberTold;

    /// <summary>The other member is gone for certain: this one is active, and alone.</summary>
    public sealed record Takeover : MemberTold;

    /// <summary>A packet is to be sent on the CHILD SA.</summary>
    public sealed record Packet : MemberTold;

    /// <summary>A packet of the peer arrives on the CHILD SA.</summary>
    /// <param name="Number">Its sequence number, the high half of an extended one inferred.</param>
    /// <param name="IsGenuine">Whether its integrity check holds.</param>
    public sealed record Arrives(ulong Number, bool IsGenuine) : MemberTold;

    /// <summary>A request is to be sent to the peer, as soon as the window has room.</summary>
    /// <param name="Content">What it is about; another one each time.</param>
    public sealed record WantRequest(string Content) : MemberTold;

    /// <summary>The peer has answered a request. Of several, the answers come in any order, and
    /// once more where a request was repeated.</summary>
    public sealed record Answered(uint Id) : MemberTold;

    /// <summary>A request of the peer arrives, or arrives again.</summary>
    /// <param name="Id">Its message ID.</param>
    /// <param name="Answer">What is to be answered if it was not answered yet: one message or its
    /// fragments, RFC 7383; another answer each time.</param>
    public sealed record Asked(uint Id, Items<string> Answer) : MemberTold;

    /// <summary>Another CHILD SA is to be made with the peer, RFC 7296 §1.3.1.</summary>
    public sealed record WantChild(int Child) : MemberTold;

    /// <summary>The peer has answered an Offer; once more where that left again.</summary>
    /// <param name="Child">The CHILD SA.</param>
    /// <param name="IsMade">Whether the peer has it; if not it has refused, RFC 7296 §1.3.</param>
    public sealed record ChildAnswered(int Child, bool IsMade) : MemberTold;

    /// <summary>Say what you know: every member has to, whatever it is.</summary>
    public sealed record Show : MemberTold;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : MemberTold;
}

/// <summary>What a member says.</summary>
public abstract record MemberSaid
{
    private MemberSaid()
    {
    }

    /// <summary>Something for the other member. The kit keeps it, may lose it, double it, and hand
    /// it over late.</summary>
    public sealed record ToOther(object Message) : MemberSaid
    {
        /// <inheritdoc/>
        public override string ToString() => $"⇒ {Message}";
    }

    /// <summary>This outlives it, in place of what it has kept before.</summary>
    public sealed record Keeps(object What) : MemberSaid;

    /// <summary>It knows all that it needs again, after it was back: it can take over.</summary>
    public sealed record Synced : MemberSaid;

    /// <summary>A packet leaves.</summary>
    /// <param name="Number">Its sequence number.</param>
    /// <param name="Iv">Its explicit IV, which with the key makes its nonce.</param>
    public sealed record Sent(ulong Number, ulong Iv) : MemberSaid;

    /// <summary>A packet of the peer is accepted.</summary>
    public sealed record Accepted(ulong Number) : MemberSaid;

    /// <summary>A request leaves, or leaves again.</summary>
    public sealed record Request(uint Id, string Content) : MemberSaid;

    /// <summary>The answer to a request of the peer leaves, or leaves again: all of it.</summary>
    public sealed record Answer(uint Id, Items<string> Flight) : MemberSaid;

    /// <summary>The message leaves, or leaves again, that makes the peer have a CHILD SA unless it
    /// refuses.</summary>
    public sealed record Offer(int Child) : MemberSaid;

    /// <summary>What it knows, asked by Show.</summary>
    /// <param name="Digest">Equal for members that know the same of the SAs.</param>
    /// <param name="Children">The CHILD SAs that were made besides the first one.</param>
    public sealed record Knows(string Digest, Items<int> Children) : MemberSaid;
}
