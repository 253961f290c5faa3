using System.Globalization;
using Holdfast.Codec;

namespace Holdfast.Testing.Conformance.Replication;

/// <summary>What both members know at first: an IKE SA with one CHILD SA, whole on both sides.
/// </summary>
/// <param name="SentSoFar">The highest sequence number that was sent on the CHILD SA.</param>
public sealed record ReplicationSettings(uint SentSoFar)
{
    /// <summary>The last number of the SA, RFC 4303 §3.3.3.</summary>
    public const uint LastNumber = uint.MaxValue;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{SentSoFar} packets were sent");
}

/// <summary>What a member of a pair is told.</summary>
public abstract record MemberTold
{
    private MemberTold()
    {
    }

    /// <summary>It begins, with the SAs known; the other one does the same.</summary>
    public sealed record Begin(bool IsActive) : MemberTold;

    /// <summary>Something that the other member said to it; anything that it once said.</summary>
    public sealed record FromOther(object Message) : MemberTold;

    /// <summary>The other member is gone for certain: this one is active, and alone.</summary>
    public sealed record Takeover : MemberTold;

    /// <summary>A packet is to be sent on the CHILD SA.</summary>
    public sealed record Packet : MemberTold;

    /// <summary>A packet of the peer arrives on the CHILD SA.</summary>
    /// <param name="Number">Its sequence number.</param>
    /// <param name="IsGenuine">Whether its integrity check holds.</param>
    public sealed record Arrives(uint Number, bool IsGenuine) : MemberTold;

    /// <summary>A request is to be sent to the peer.</summary>
    /// <param name="Content">What it is about; another one each time.</param>
    public sealed record WantRequest(string Content) : MemberTold;

    /// <summary>The peer has answered a request.</summary>
    public sealed record Answered(uint Id) : MemberTold;

    /// <summary>Another CHILD SA is to be made with the peer.</summary>
    public sealed record WantChild(int Child) : MemberTold;

    /// <summary>Say what you know.</summary>
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

    /// <summary>A packet leaves.</summary>
    /// <param name="Number">Its sequence number.</param>
    /// <param name="Iv">Its explicit IV, which with the key makes its nonce.</param>
    public sealed record Sent(ulong Number, ulong Iv) : MemberSaid;

    /// <summary>A packet of the peer is accepted.</summary>
    public sealed record Accepted(uint Number) : MemberSaid;

    /// <summary>A request leaves, or leaves again.</summary>
    public sealed record Request(uint Id, string Content) : MemberSaid;

    /// <summary>The message leaves that makes the peer have a CHILD SA.</summary>
    public sealed record Offer(int Child) : MemberSaid;

    /// <summary>What it knows, asked by Show.</summary>
    /// <param name="Digest">Equal for members that know the same of the SAs.</param>
    /// <param name="Children">The CHILD SAs that were made besides the first one.</param>
    public sealed record Knows(string Digest, Items<int> Children) : MemberSaid;
}
