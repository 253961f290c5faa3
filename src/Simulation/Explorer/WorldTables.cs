namespace Holdfast.Simulation.Explorer;

/// <summary>
/// What the search has learned of a world, as tables of numbers: each local step, who hears what of
/// it, what travels, what breaks. Whoever has them can search the world again without its machines.
/// </summary>
/// <param name="Start">The slots in the beginning: members, ways, and last what is broken.</param>
/// <param name="Members">What is known of each member.</param>
/// <param name="Ways">From where to where each way leads.</param>
/// <param name="Contents">What is known of what a way may hold; the first is nothing.</param>
/// <param name="Surroundings">What is known of what may be broken.</param>
/// <param name="Rules">What each rule of faults and mends does to members.</param>
internal sealed record WorldTables(
    int[] Start, MemberTable[] Members, (int From, int To)[] Ways, ContentTable[] Contents,
    SurroundingTable[] Surroundings, EffectRow[][] Rules);

/// <summary>What is known of a member.</summary>
/// <param name="Initial">Its state when it has forgotten all.</param>
/// <param name="Gone">The bits that are set while it is gone.</param>
/// <param name="States">What is known of each of its states.</param>
/// <param name="Sendings">What others hear of each number of outputs.</param>
internal sealed record MemberTable(
    int Initial, ulong Gone, LocalRow[] States, SendingRow[][] Sendings);

/// <summary>What is known of a state of a member.</summary>
/// <param name="IsDue">Whether a timer is due.</param>
/// <param name="Later">The state a unit of time later; −1: that never came.</param>
/// <param name="Ticks">The different steps by which a due timer expires.</param>
/// <param name="Steps">The steps that came, by their inputs.</param>
internal sealed record LocalRow(bool IsDue, int Later, StepRow[] Ticks, StepRow[] Steps);

/// <summary>A step.</summary>
/// <param name="Input">What is taken; for a timer its place.</param>
/// <param name="Next">The state afterwards.</param>
/// <param name="Outputs">The number of what is put out.</param>
internal readonly record struct StepRow(int Input, int Next, int Outputs);

/// <summary>A message that somebody hears.</summary>
/// <param name="To">Who.</param>
/// <param name="Input">What is taken there.</param>
/// <param name="Slot">The slot of the way; −1: it is heard at once.</param>
/// <param name="Blocks">The bits of which any keeps it away.</param>
internal readonly record struct SendingRow(int To, int Input, int Slot, ulong Blocks);

/// <summary>What is known of a content of a way.</summary>
/// <param name="IsUrgent">Whether something must arrive before time goes on.</param>
/// <param name="Later">The content a unit of time later; −1: that never came.</param>
/// <param name="Ready">What may arrive, and what is left then.</param>
/// <param name="All">What may be lost, and what is left then.</param>
/// <param name="Puts">What one more message makes of it: that came.</param>
internal sealed record ContentTable(
    bool IsUrgent, int Later, (int Input, int Left)[] Ready, (int Input, int Left)[] All,
    (int Input, int Put)[] Puts);

/// <summary>What is known of what is broken.</summary>
/// <param name="Bits">What is broken.</param>
/// <param name="Later">A unit of time later; −1: that never came.</param>
/// <param name="Changes">The rules that may be followed, and what is broken then.</param>
/// <param name="Loss">What is broken once a message is lost; −1: none may be.</param>
/// <param name="Doubling">What is broken once a message comes twice; −1: none may.</param>
internal sealed record SurroundingTable(
    ulong Bits, int Later, (int Rule, int Next)[] Changes, int Loss, int Doubling);

/// <summary>What a fault does to a member.</summary>
/// <param name="Member">Who.</param>
/// <param name="Input">What it takes; −1: it forgets all.</param>
/// <param name="Unless">The bits of which any keeps it from that.</param>
internal readonly record struct EffectRow(int Member, int Input, ulong Unless);
