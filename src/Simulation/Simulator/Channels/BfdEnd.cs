using Holdfast.Codec;
using Holdfast.Protocol.Bfd;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Scenarios.BfdNeighbours;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// One end of a session of BFD over a link, RFC 5881, by the shipped machine and in octets: UDP to
/// port 3784, with the hop limit that no router leaves as it is.
/// </summary>
/// <param name="step">How it decides.</param>
/// <param name="plan">How often it sends.</param>
/// <param name="number">Its name of the session.</param>
/// <param name="port">The card over which it goes.</param>
/// <param name="there">The other end.</param>
/// <param name="box">Whose end it is.</param>
internal sealed class BfdEnd(
    BfdStep step, BfdPlan plan, uint number, LanPort port, LanPort there, BfdEnd.Box box)
{
    // RFC 5881 §4: from 49152 on.
    private const ushort SourcePort = 49_152;

    private readonly BfdSession.Config _config = ConfigOf(plan, number);
    private BfdSession.State? _state;
    private Instant? _wake;

    /// <summary>What an end needs of its box.</summary>
    internal abstract class Box
    {
        /// <summary>The time of the box.</summary>
        public abstract Instant Now { get; }

        /// <summary>Something is to be done later, if the box is there still.</summary>
        public abstract void Later(TimeSpan time, Action act);

        /// <summary>A number of thousandths, for the time to the next packet.</summary>
        public abstract ushort Jitter();

        /// <summary>Whether what it sends goes beyond its card.</summary>
        public virtual bool MaySend => true;

        /// <summary>The session came up, or is no longer up.</summary>
        public abstract void Judged(BfdSession.Output.Judge said);
    }

    /// <summary>It begins to send.</summary>
    public void Begin()
    {
        _state = BfdSession.Initial(_config, box.Now);
        Plan();
    }

    /// <summary>A packet has come.</summary>
    public void Take(Ipv4Packet packet, ReadOnlySpan<byte> payload)
    {
        if (BfdControlValue.TryParse(payload, out var control, out _))
        {
            Do(BfdSession.Classify(
                _config, control, packet.TimeToLive, BfdSession.Authenticity.None));
        }
    }

    private void Do(BfdSession.Input input)
    {
        if (_state is not { } state)
        {
            return;
        }

        var next = step(_config, state, box.Now, input);
        _state = next.State;
        foreach (var output in next.Outputs)
        {
            if (BfdSession.ToMessage(_config, output) is { } control)
            {
                Send(control);
            }
            else if (output is BfdSession.Output.Judge said)
            {
                box.Judged(said);
            }
        }

        Plan();
    }

    private void Send(BfdControlValue control)
    {
        if (box.MaySend)
        {
            port.Lan.Send(port, Ether.Carry(
                port.Mac, there.Mac,
                Ether.Udp(
                    port.Address, there.Address, BfdSession.Port, SourcePort, BfdSession.HopLimit,
                    control.ToArray()),
                null));
        }
    }

    private void Plan()
    {
        if (_state is not { } state || BfdSession.Deadline(_config, state) is not { } due
            || (_wake is { } planned && planned <= due && planned >= box.Now))
        {
            return;
        }

        _wake = due;
        box.Later(due > box.Now ? due - box.Now : TimeSpan.Zero, () =>
        {
            if (_wake == due)
            {
                _wake = null;
                if (_state is { } then && BfdSession.Deadline(_config, then) <= box.Now)
                {
                    Do(new BfdSession.Input.Tick(box.Jitter()));
                }
                else
                {
                    Plan();
                }
            }
        });
    }

    private static BfdSession.Config ConfigOf(BfdPlan plan, uint number) =>
        BfdSession.Config.TryCreate(
            new()
            {
                Discriminator = number,
                DesiredMinTx = plan.Interval,
                RequiredMinRx = plan.Interval,
                DetectMultiplier = plan.Multiplier,
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
