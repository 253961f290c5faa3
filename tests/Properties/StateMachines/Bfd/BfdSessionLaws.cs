using Holdfast.StateMachines.Bfd;

namespace Holdfast.Tests.Properties.StateMachines.Bfd;

/// <summary>The laws of machines for sessions of BFD.</summary>
public sealed class BfdSessionLaws() : MachineLaws<
    BfdSession.Config, BfdSession.State, BfdSession.Input, BfdSession.Output>(
    BfdSession.Machine, BfdRuns.Configs);

/// <summary>A session that can't take what no packet says is caught by its laws.</summary>
public sealed class WhatNoPacketSays
{
    [Fact]
    public void A_multiplier_beyond_an_octet_is_tried() => Assert.ThrowsAny<Exception>(
        new Wrong().Step_takes_any_input_whatever_is_in_it);

    // Private, so that no runner finds it.
    private sealed class Wrong() : MachineLaws<
        BfdSession.Config, BfdSession.State, BfdSession.Input, BfdSession.Output>(
        BfdSession.Machine with
        {
            Step = (config, state, now, input) =>
                input is BfdSession.Input.Heard { Message.From.DetectMultiplier: > 255 }
                    ? throw new InvalidOperationException("no octet")
                    : BfdSession.Step(config, state, now, input),
        },
        BfdRuns.Configs);
}
