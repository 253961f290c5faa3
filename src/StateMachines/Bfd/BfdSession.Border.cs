using Holdfast.Protocol.Bfd;

namespace Holdfast.StateMachines.Bfd;

/// <content>Where wire values become inputs, and outputs wire values.</content>
public static partial class BfdSession
{
    /// <summary>The UDP port to which packets are sent over one hop, RFC 5881 §4.</summary>
    public const ushort Port = 3784;

    /// <summary>The hop limit of every packet, RFC 5881 §5.</summary>
    public const byte HopLimit = 255;

    /// <summary>What the shell found about the authentication of a packet, §6.7.</summary>
    public enum Authenticity
    {
        /// <summary>There is none.</summary>
        None,

        /// <summary>It is right, and its number is no old one.</summary>
        Right,

        /// <summary>It is wrong, of an unknown key or a replay.</summary>
        Wrong,
    }

    /// <summary>The input that a packet is.</summary>
    /// <param name="config">The session that its addresses or its discriminator choose.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="hopLimit">The TTL or hop limit with which it arrived.</param>
    /// <param name="authenticity">What the shell found about its authentication.</param>
    public static Input Classify(
        Config config, BfdControlValue packet, byte hopLimit, Authenticity authenticity)
    {
        // Two bits: whatever a value holds, the wire has no fifth state.
        var phase = (Phase)(packet.State.Value & 3);
        if (Refused(config, packet, phase, hopLimit, authenticity) is { } refusal)
        {
            return new Input.Refused(refusal);
        }

        return new Input.Heard(new(
            new(
                packet.MyDiscriminator,
                phase,
                packet.Demand,
                TimeSpan.FromMicroseconds(packet.DesiredMinTxInterval),
                TimeSpan.FromMicroseconds(packet.RequiredMinRxInterval),
                packet.DetectMultiplier),
            packet.Poll,
            packet.Final));
    }

    private static Refusal? Refused(
        Config config, BfdControlValue packet, Phase phase, byte hopLimit,
        Authenticity authenticity) =>
        hopLimit != HopLimit ? Refusal.Forwarded
        : packet.YourDiscriminator == 0
            ? phase is Phase.Down or Phase.AdminDown
                ? Unauthentic(config, authenticity)
                : Refusal.NoSession
        : packet.YourDiscriminator != config.Discriminator ? Refusal.OtherSession
        : Unauthentic(config, authenticity);

    private static Refusal? Unauthentic(Config config, Authenticity authenticity) =>
        config.IsAuthenticated
            ? authenticity == Authenticity.Right ? null : Refusal.NotAuthentic
            : authenticity == Authenticity.None ? null : Refusal.NotExpected;

    /// <summary>
    /// The packet of an output, without an authentication section, which the shell adds where the
    /// session has one; null: the output is no packet.
    /// </summary>
    public static BfdControlValue? ToMessage(Config config, Output output) => output switch
    {
        Output.Send(var said) => new()
        {
            Diagnostic = said.Diagnostic,
            State = new((byte)said.Phase),
            Poll = said.IsPoll,
            Final = said.IsFinal,
            DetectMultiplier = (byte)config.DetectMultiplier,
            MyDiscriminator = config.Discriminator,
            YourDiscriminator = said.YourDiscriminator,
            DesiredMinTxInterval = Microseconds(said.DesiredMinTx),
            RequiredMinRxInterval = Microseconds(config.RequiredMinRx),
            Trailing = default,
        },
        Output.Judge => null,
    };

    // At most an hour: no overflow.
    private static uint Microseconds(TimeSpan time) =>
        (uint)(time.Ticks / TimeSpan.TicksPerMicrosecond);
}
