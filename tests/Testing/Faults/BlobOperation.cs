namespace ModelData.Testing;

/// <summary>What a request to the blob service does.</summary>
public enum BlobOperation
{
    /// <summary>Anything that has no name here.</summary>
    Other = 0,

    /// <summary>Put Block.</summary>
    StageBlock,

    /// <summary>Put Block List.</summary>
    CommitBlockList,

    /// <summary>Get Block List.</summary>
    GetBlockList,

    /// <summary>Get Blob Properties.</summary>
    GetProperties,

    /// <summary>Get Blob.</summary>
    GetBlob,

    /// <summary>Put Blob.</summary>
    PutBlob,

    /// <summary>Set Blob Metadata.</summary>
    SetMetadata,

    /// <summary>Delete Blob.</summary>
    DeleteBlob,

    /// <summary>List Blobs.</summary>
    ListBlobs,

    /// <summary>Create Container.</summary>
    CreateContainer,
}
