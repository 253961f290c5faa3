using Holdfast.Codec;

namespace Holdfast.Testing.Conformance.Liveness;

/// <summary>What an implementation of RFC 7296 §2.4 is set to: each wait is twice the one before,
/// and a silent peer is asked, whether something is to be sent to it or not.</summary>
/// <param name="IdleAfter">How long silence is no reason to ask.</param>
/// <param name="RetryAfter">How long the first send waits for its answer.</param>
/// <param name="SendsMax">How often a request is sent in all.</param>
public sealed record LivenessSettings(TimeSpan IdleAfter, TimeSpan RetryAfter, int SendsMax)
{
    /// <summary>From the first send to the failure of a peer that answers none.</summary>
    public TimeSpan FailureAfterFirstSend => RetryAfter * ((1 << SendsMax) - 1);

    /// <inheritdoc/>
    public override string ToString() =>
        $"idle {IdleAfter.TotalSeconds:0.###} s, {SendsMax} sends, "
        + $"first wait {RetryAfter.TotalSeconds:0.###} s";
}

/// <summary>What an implementation is told, for one IKE SA with a window of 1.</summary>
public abstract record LivenessTold
{
    private LivenessTold()
    {
    }

    /// <summary>A fresh packet of the peer in a Child SA passed its check.</summary>
    public sealed record Heard : LivenessTold;

    /// <summary>A protected response of the peer.</summary>
    public sealed record Response(uint MessageId) : LivenessTold;

    /// <summary>Something unproven: INVALID_IKE_SPI, INVALID_SPI or ICMP, §2.4.</summary>
    public sealed record Hint : LivenessTold;

    /// <summary>INITIAL_CONTACT in another IKE SA of the same identity, §2.4.</summary>
    public sealed record InitialContact : LivenessTold;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : LivenessTold;
}

/// <summary>What an implementation says.</summary>
public abstract record LivenessSaid
{
    private LivenessSaid()
    {
    }

    /// <summary>Send a request, or send it again.</summary>
    /// <param name="MessageId">Its message ID.</param>
    /// <param name="Message">All of its octets, sealed.</param>
    public sealed record Send(uint MessageId, Octets Message) : LivenessSaid;

    /// <summary>The IKE SA has failed: it is deleted with its Child SAs.</summary>
    public sealed record Failed : LivenessSaid;
}
