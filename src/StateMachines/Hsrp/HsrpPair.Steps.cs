using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Hsrp.HsrpPair.State,
    Holdfast.StateMachines.Hsrp.HsrpPair.Output>;

namespace Holdfast.StateMachines.Hsrp;

/// <content>Steps of the groups that belong to one step of the pair.</content>
public static partial class HsrpPair
{
    private ref struct Steps(Config config, State before, Instant now)
    {
        private Outputs<Output> _outputs;

        public HsrpGroup.State Front { get; private set; } = before.Front;

        public HsrpGroup.State Back { get; private set; } = before.Back;

        public readonly bool IsWithheld => before.IsWithheld;

        public bool SaysResign { get; init; } = true;

        public Reason Reason { get; private set; }

        public void Take(Side side, HsrpGroup.Input input)
        {
            var next = side switch
            {
                Side.Front => HsrpGroup.Step(config.Front, Front, now, input),
                Side.Back => HsrpGroup.Step(config.Back, Back, now, input),
            };
            if (side == Side.Front)
            {
                Front = next.State;
            }
            else
            {
                Back = next.State;
            }

            Reason = next.Reason;
            foreach (var output in next.Outputs)
            {
                if (SaysResign || output is not HsrpGroup.Output.SendResign)
                {
                    _outputs = _outputs.Add(new Output.At(side, output));
                }
            }
        }

        public void Permit(Side side, HsrpGroup.Permission permission)
        {
            var has = side == Side.Front ? Front.Permission : Back.Permission;
            if (has != permission)
            {
                Take(side, new HsrpGroup.Input.Permit(permission));
            }
        }

        /// <summary>Traffic stops before an address is given up, and starts after all claims.
        /// </summary>
        public readonly Next End(Reason reason)
        {
            var state = ReferenceEquals(Front, before.Front) && ReferenceEquals(Back, before.Back)
                ? before
                : new State(Front, Back, before.IsWithheld);
            if (before.IsOpen && !state.IsOpen)
            {
                return new(state, _outputs.Behind(new Output.CloseTraffic()), reason);
            }

            return new(
                state,
                !before.IsOpen && state.IsOpen ? _outputs.Add(new Output.OpenTraffic()) : _outputs,
                reason);
        }
    }

    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason Bound =
            new("Holdfast", "links, sync and permissions are those of the pair");
        public static readonly Reason Withheld =
            new("Holdfast", "whether this member may become active");
        public static readonly Reason Resigned =
            new("RFC 2281 §5.1", "the place is given up by a Resign");
        public static readonly Reason GoesOn =
            new("Holdfast", "nobody has taken its place while it slept");
        public static readonly Reason NothingToGive =
            new("Holdfast", "it is not active on both sides");
    }
}
