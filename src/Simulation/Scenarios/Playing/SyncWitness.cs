using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Beside a peer that synchronises message IDs, in a world with one IKE SA: each synchronisation
/// that it opens names a higher ID than any before it, and it obeys none twice.
/// </summary>
internal sealed class SyncWitness : RunWitness
{
    private readonly HashSet<uint> _nonces = [];
    private GrowingSyncs _asked = GrowingSyncs.None;
    private GrowingSyncs _obeyed = GrowingSyncs.None;

    public override RunOptions Beside(RunOptions options)
    {
        var peer = options.PeerSync;
        return options with
        {
            PeerSync = (config, state, now, input) =>
            {
                var next = peer(config, state, now, input);
                if (input is MessageIdSync.Input.Asked asked)
                {
                    // The same message may come more than once.
                    if (_nonces.Add(asked.Nonce))
                    {
                        Look(_asked = _asked.Seen(asked.Send));
                    }

                    foreach (var output in next.Outputs)
                    {
                        if (output is MessageIdSync.Output.Answer)
                        {
                            Look(_obeyed = _obeyed.Seen(asked.Send));
                        }
                    }
                }

                return next;
            },
        };
    }

    private void Look(GrowingSyncs syncs)
    {
        if (syncs.NotAbove > 0)
        {
            Break(GrowingSyncs.Card.Invariant);
        }
    }
}
