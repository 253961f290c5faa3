namespace Holdfast.StateMachines.Replication;

/// <content>Keys that go before what names them.</content>
public static partial class SyncBorder
{
    /// <summary>The keys that a message names, which whoever hears it has to know first; some may
    /// be none.</summary>
    public static IEnumerable<KeyHandle> KeysOf(SyncMessage message) => message switch
    {
        SyncMessage.Fact fact => fact.Entry.Changes.SelectMany(KeysOf),
        SyncMessage.SnapshotPart part => part.Rows.SelectMany(row => row switch
        {
            IkeSa ike => SaState.KeysOf(ike),
            ChildSa child => [child.Keys],
            _ => (IEnumerable<KeyHandle>)[],
        }),
        _ => [],
    };

    private static IEnumerable<KeyHandle> KeysOf(Change change) => change switch
    {
        Change.IkeUp up => [up.Sa.Keys],
        Change.IkeRekeyed rekeyed => [rekeyed.New.Keys],
        Change.ChildUp up => [up.Sa.Keys],
        Change.RequestSent sent => [sent.Message.Secrets],
        _ => [],
    };
}
