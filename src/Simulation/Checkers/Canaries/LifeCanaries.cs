using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Liveness;
using Ike = Holdfast.StateMachines.Liveness.LivenessCheck;
using Isakmp = Holdfast.StateMachines.Dpd.DeadPeerDetection;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>I18: sides that believe what they should not.</summary>
public static class LifeCanaries
{
    /// <summary>Any answer proves life, whatever its number.</summary>
    public static Next<Isakmp.State, Isakmp.Output> AnyAckProves(
        Isakmp.Config config, Isakmp.State state, Instant now, Isakmp.Input input) =>
        DeadPeerDetection.Step(
            config, state, now,
            input is Isakmp.Input.RUThereAck && state is Isakmp.State.Probing probing
                ? new Isakmp.Input.RUThereAck(probing.Last)
                : input);

    /// <summary>Any question proves life, whatever its number.</summary>
    public static Next<Isakmp.State, Isakmp.Output> OldNumberProves(
        Isakmp.Config config, Isakmp.State state, Instant now, Isakmp.Input input)
    {
        var next = DeadPeerDetection.Step(config, state, now, input);
        return input is Isakmp.Input.RUThere
            ? next with
            {
                State = DeadPeerDetection.Step(
                    config, next.State, now, new Isakmp.Input.Heard()).State,
            }
            : next;
    }

    /// <summary>A packet without protection counts as traffic.</summary>
    public static Next<Isakmp.State, Isakmp.Output> UnprotectedIsHeard(
        Isakmp.Config config, Isakmp.State state, Instant now, Isakmp.Input input) =>
        DeadPeerDetection.Step(
            config, state, now,
            input is Isakmp.Input.Refused { Why: Isakmp.Refusal.Unprotected }
                ? new Isakmp.Input.Heard()
                : input);

    /// <summary>INVALID_SPI in the clear ends the IKE SA.</summary>
    public static Next<Ike.State, Ike.Output> HintIsDeath(
        Ike.Config config, Ike.State state, Instant now, Ike.Input input) =>
        LivenessCheck.Step(
            config, state, now,
            input is Ike.Input.Hint { Rumour: Ike.Rumour.InvalidSpi }
                ? new Ike.Input.GivenUp()
                : input);
}
