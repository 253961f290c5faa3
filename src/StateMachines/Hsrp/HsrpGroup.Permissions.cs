using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.StateMachines.Hsrp;

/// <content>How a group is held back, or made to go first, by the group that it is bound to.
/// </content>
public static partial class HsrpGroup
{
    /// <summary>A cell, as far as the permission lets it.</summary>
    private static Cell Restrict(State state, Event what, Cell cell) => state.Permission switch
    {
        Permission.Full => cell,
        Permission.Listen => cell.Next is Phase.Speak or Phase.Standby or Phase.Active
            ? new(Rearm(what))
            : cell,
        Permission.Standby => cell.Next == Phase.Active ? new(Actions.A) : cell,
        Permission.Claim =>
            what is Event.ActiveTimer or Event.Resigned
            && state.Phase is Phase.Listen or Phase.Speak
                ? new(Actions.B | Actions.C | Actions.F | Actions.I, Phase.Active)
                : cell,
    };

    /// <summary>What keeps the timers of a group alive that may only listen.</summary>
    private static Actions Rearm(Event what) => what switch
    {
        Event.ActiveTimer or Event.Resigned => Actions.A | Actions.B,
        Event.LowerActive => Actions.A,
        Event.StandbyTimer or Event.LowerStandby => Actions.B,
        Event.Enabled or Event.Disabled or Event.HelloTimer or Event.HigherSpeaker
            or Event.HigherActive or Event.HigherCoup or Event.HigherStandby => Actions.None,
    };

    private static Next OnPermit(
        Config config, State state, Instant now, Permission permission)
    {
        var permitted = state with { Permission = permission };
        return permission switch
        {
            Permission.Full => new(permitted, default, Why.Permitted),
            Permission.Listen => Speaks(state.Phase)
                ? Yield(config, permitted, now, Phase.Listen)
                : new(permitted, default, Why.Permitted),
            Permission.Standby => state.Phase == Phase.Active
                ? Yield(config, permitted, now, Phase.Speak)
                : new(permitted, default, Why.Permitted),
            Permission.Claim => MayTakeOver(state)
                ? Take(config, permitted, now)
                : new(permitted, default, Why.Permitted),
        };
    }

    private static bool IsHeldBack(State state) =>
        state.Permission is Permission.Listen or Permission.Standby;

    /// <summary>Nobody is active, as far as it heard while it was held back.</summary>
    private static bool MayTakeOver(State state) =>
        state.IsVacant && state.Phase is (Phase.Listen or Phase.Speak or Phase.Standby);

    /// <summary>As event j, without another router's Coup: it gives up what it may not have. Who
    /// has lapsed has it no more, and says no Resign.</summary>
    private static Next Yield(Config config, State state, Instant now, Phase to)
    {
        var actions = Actions.A | Actions.B;
        var cell = new Cell(
            state.Phase == Phase.Active && !HasLapsed(config, state, now)
                ? actions | Actions.H
                : actions,
            to);
        return Perform(
            config, state, new Draft(state), now, cell, Event.HigherCoup, null, Why.HeldBack);
    }

    private static Next Take(Config config, State state, Instant now)
    {
        var cell = new Cell(Actions.B | Actions.C | Actions.F | Actions.I, Phase.Active);
        return Perform(
            config, state, new Draft(state), now, cell, Event.Resigned, null, Why.Claimed);
    }
}
