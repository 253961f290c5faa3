using Holdfast.Codec;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Models;

/// <summary>What a model must be before it is explored: a wrong one is an exception.</summary>
internal static class ModelCheck
{
    private const int MembersMax = 12;

    public static void Demand<TConfig, TState, TInput, TOutput>(
        WorldModel<TConfig, TState, TInput, TOutput> model)
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        Demand(model.Members.Count is >= 1 and <= MembersMax, "1 to 12 members");
        Demand(model.Ticks.Count > 0, "an input for a due timer");
        Demand(model.Unit > TimeSpan.Zero, "a unit of time");
        Demand(
            model.Invariants.Count + model.StepInvariants.Count <= 64, "64 invariants at most");
        var faults = model.Faults;
        Demand(faults.Budgets.Count <= 8, "8 budgets at most");
        Demand(faults.Budgets.All(one => one.Max is >= 0 and <= 255), "budgets of 0 to 255");
        Demand(
            faults.Gone.Count == 0 || faults.Gone.Count == model.Members.Count,
            "a bit for each member that may be gone, or none");
        Demand(
            faults.Rules.All(rule => rule.Budget is null || IsBudget(rule.Budget.Value)),
            "rules whose budget is there");
        Demand(
            faults.Rules.SelectMany(rule => rule.Effects).Concat(model.Start).All(IsMember),
            "effects on members that are there");
        Demand(
            model.Symmetries.Count == 0 || (model.Goals.Count == 0 && model.Counters is null),
            "no goals and no counted numbers where members are exchanged");
        Demand(
            IsGroup([.. model.Symmetries.Select(one => one.Places)], model.Members.Count),
            "exchanges that are a group with the one that changes nothing");
        switch (model.Delivery)
        {
            case Delivery.AtOnce:
                break;
            case Delivery.Ways ways:
                Demand(ways.Capacity is >= 1 and <= 32, "ways for 1 to 32 messages");
                Demand(
                    ways.DelayMin >= 0 && !(ways.DelayMax < ways.DelayMin),
                    "a delay of at least 0, up to at least as much");
                Demand(IsAllowance(ways.Loss), "a budget of losses that is there");
                Demand(IsAllowance(ways.Doubling), "a budget of doublings that is there");
                break;
        }

        bool IsBudget(int budget) => budget >= 0 && budget < faults.Budgets.Count;

        bool IsAllowance(Allowance allowed) =>
            allowed == Allowance.Free || allowed == Allowance.Never || IsBudget(allowed.Budget);

        bool IsMember(FaultEffect<TInput> effect)
        {
            var member = effect switch
            {
                FaultEffect<TInput>.Forget forget => forget.Member,
                FaultEffect<TInput>.Take take => take.Member,
            };
            return member >= 0 && member < model.Members.Count;
        }

        void Demand(bool holds, string what)
        {
            if (!holds)
            {
                throw new ArgumentException($"{model.Name} needs {what}", nameof(model));
            }
        }
    }

    // Two exchanges, one after the other, are one of them, or none.
    private static bool IsGroup(Items<Items<int>> exchanges, int members)
    {
        Items<int> none = [.. Enumerable.Range(0, members)];
        var all = exchanges.Append(none).ToHashSet();
        return all.Count == exchanges.Count + 1
            && all.All(one => one.Count == members && one.Order().SequenceEqual(none))
            && all.All(one => all.All(other =>
                all.Contains([.. one.Select(place => other[place])])));
    }
}
